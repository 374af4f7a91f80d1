"""Addresses of sign-in; include them at the root."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path

from ikkan.web import (
    code_app_pages,
    demo_auth_app,
    demo_payment,
    demo_signin,
    passkey_pages,
    passkey_signin,
    proving,
    recovering,
    signin,
    signin_first,
    signin_links,
    signin_more,
    signin_national,
)

urlpatterns = [
    path("sign-in/login/", signin.SignIn.as_view(), name="account_login"),
    path("sign-in/logout/", allauth_views.logout, name="account_logout"),
    path("sign-in/signup/", signin.SignUp.as_view(), name="account_signup"),
    path("sign-in/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-in/first/", signin.first_page, name="first_page"),
    path(
        "sign-in/password/change/",
        login_required(signin.ChangePassword.as_view()),
        name="account_change_password",
    ),
    path("sign-in/password/reset/", signin.ResetPassword.as_view(), name="account_reset_password"),
    path("sign-in/password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signin.SetNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/passkey/", passkey_signin.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second-step/", passkey_signin.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/signup/passkey/", passkey_signin.sign_up, name="passkey_signup"),
    path("sign-in/again/", proving.prove_again, name="prove_again"),
    path("sign-in/recovery/", recovering.recovery, name="recovery"),
    path("sign-in/national/", signin_national.leave, name="national"),
    path("sign-in/national/callback/", signin_national.come_back, name="national_callback"),
    path("sign-in/national/first/", signin_first.first, name="national_first"),
    path("sign-in/step-up/", signin_more.step_up, name="step_up"),
    path("sign-in/resume/<str:token>/", signin_more.resume, name="resume"),
    path("my/sign-ins/", signin_links.sign_ins, name="sign_ins"),
    path("my/sign-ins/<int:link>/remove/", signin_links.unlink, name="sign_in_unlink"),
    path("my/sign-ins/passkeys/add/", passkey_pages.add, name="passkey_add"),
    path("my/sign-ins/passkeys/<int:passkey>/name/", passkey_pages.rename, name="passkey_rename"),
    path("my/sign-ins/passkeys/<int:passkey>/remove/", passkey_pages.remove, name="passkey_remove"),
    path("my/sign-ins/code-app/", code_app_pages.add, name="code_app_add"),
    path("my/sign-ins/code-app/remove/", code_app_pages.remove, name="code_app_remove"),
    path("leave/", signin.quick_exit, name="quick_exit"),
]

if demo_signin.is_open():
    urlpatterns += [
        path("demo/", demo_signin.demo_signin, name="demo_signin"),
        path("demo/payment/", demo_payment.demo_payment, name="demo_payment"),
        path("demo/auth-app/", demo_auth_app.demo_auth_app, name="demo_auth_app"),
    ]
