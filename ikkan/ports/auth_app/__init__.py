"""デジタル認証アプリ: sign-in by My Number card (OpenID Connect) and its signature transactions."""
