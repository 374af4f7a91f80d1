"""Every event has a name `room.past_tense` and a sentence for people."""

from ikkan.kernel.outcome import Text

_sentences: dict[str, Text] = {}


def declare_events(sentences: dict[str, Text]) -> None:
    """Enter event names with their sentences.

    Raises:
        ValueError: a name is declared twice with another sentence, or does not read `room.past_tense`.
    """
    for name, sentence in sentences.items():
        if name.count(".") != 1:
            raise ValueError(f"Event {name!r} must be named room.past_tense.")
        if _sentences.get(name, sentence) != sentence:
            raise ValueError(f"Event {name!r} is declared twice with different sentences.")
        _sentences[name] = sentence


def sentence_of(name: str) -> Text:
    """Return the sentence of an event.

    Raises:
        LookupError: the name was never declared.
    """
    try:
        return _sentences[name]
    except KeyError:
        raise LookupError(f"Event {name!r} has no sentence: declare it with declare_events().") from None


def event_names() -> dict[str, Text]:
    """Return every declared event with its sentence."""
    return dict(sorted(_sentences.items()))


declare_events(
    {
        "intake.received": Text(
            "申込みを受け付けました", "The application was received", "申(もう)し込(こ)みを 受(う)け取(と)りました"
        ),
        "intake.corrected": Text(
            "申込みの内容が直されました",
            "The application was corrected",
            "申(もう)し込(こ)みを 直(なお)しました",
        ),
        "intake.withdrawn": Text(
            "申込みが取り下げられました",
            "The application was withdrawn",
            "申(もう)し込(こ)みを やめました",
        ),
        "intake.answered": Text(
            "お願いした補正が届きました",
            "The requested correction arrived",
            "お願(ねが)いした ものが 届(とど)きました",
        ),
        "intake.recorded_paper": Text(
            "紙の申込みを職員が入力しました",
            "An officer entered a paper application",
            "市(し)の 人(ひと)が 紙(かみ)の 申(もう)し込(こ)みを 入力(にゅうりょく)しました",
        ),
        "check.passed": Text(
            "審査を通りました",
            "The check was passed",
            "市(し)が 書類(しょるい)を 見(み)終(お)わりました",
        ),
        "check.asked_citizen": Text(
            "申込者に補正をお願いしました",
            "The applicant was asked for a correction",
            "直(なお)してほしい ところを あなたに 伝(つた)えました",
        ),
        "check.asked_staff": Text(
            "職員の確認が必要になりました",
            "An officer's judgement is needed",
            "市(し)の 人(ひと)が 見(み)ることに なりました",
        ),
        "check.waited_outside": Text(
            "外の仕組みの返事を待つことになりました",
            "The case waits for a system outside",
            "ほかの 機械(きかい)の 返事(へんじ)を 待(ま)っています",
        ),
        "check.judged": Text(
            "職員が判断しました",
            "An officer judged",
            "市(し)の 人(ひと)が 見(み)て 決(き)めました",
        ),
        "check.rechecked": Text(
            "別の職員が、前の判断を見ずに判断し直しました", "Another officer judged again without seeing the verdict"
        ),
        "check.lapsed": Text(
            "補正の期限が過ぎました",
            "The time for the correction ran out",
            "直(なお)す 時間(じかん)が 過(す)ぎました",
        ),
        "check.given_up": Text(
            "自動処理が続けて失敗したため職員に回しました", "Repeated failures: handed to an officer"
        ),
        "decide.decided": Text(
            "判定しました",
            "The decision was taken",
            "結果(けっか)を 決(き)めました",
        ),
        "decide.joined_round": Text(
            "選考の回に加わりました",
            "The case joined a round",
            "選考(せんこう)に 入(はい)りました",
        ),
        "decide.left_round": Text(
            "選考の回から外れました",
            "The case left the round",
            "選考(せんこう)から 出(で)ました",
        ),
        "decide.ran": Text(
            "選考を実行しました",
            "The placement was run",
            "選考(せんこう)を しました",
        ),
        "decide.signed_off": Text("警報に理由を書いて認めました", "An alarm was signed off with a reason"),
        "approve.proposed": Text(
            "起案しました",
            "A proposal was put up for approval",
            "市(し)の 中(なか)で 案(あん)を 出(だ)しました",
        ),
        "approve.approved": Text(
            "承認しました",
            "A step was approved",
            "市(し)の えらい 人(ひと)が OKしました",
        ),
        "approve.completed": Text(
            "決裁が終わりました",
            "The approval was completed",
            "市(し)が OKしました",
        ),
        "approve.automatic": Text(
            "専決の定めにより自動で決裁しました",
            "Approved automatically under the declared ground",
            "決(き)まりの とおり、機械(きかい)が OKしました",
        ),
        "approve.returned": Text(
            "差し戻しました",
            "The proposal was returned",
            "案(あん)を もう一度(いちど) 考(かんが)えます",
        ),
        "approve.declined": Text(
            "否認しました",
            "The proposal was declined",
            "案(あん)は だめに なりました",
        ),
        "approve.withdrawn": Text(
            "起案を引き戻しました",
            "The proposal was taken back",
            "案(あん)を 戻(もど)しました",
        ),
        "approve.voided": Text(
            "内容が変わったため承認を取り消しました",
            "Approvals were voided because the content changed",
            "内容(ないよう)が 変(か)わったので、OKを やめました",
        ),
        "answer.made": Text(
            "通知を作りました",
            "The notice was made",
            "お知(し)らせを 作(つく)りました",
        ),
        "answer.delivered": Text(
            "通知を届けました",
            "The notice was delivered",
            "お知(し)らせが 届(とど)きました",
        ),
        "answer.posted": Text(
            "通知を発送しました",
            "The notice was posted",
            "お知(し)らせを 郵便(ゆうびん)で 送(おく)りました",
        ),
        "answer.returned": Text(
            "通知が返送されました",
            "The notice came back",
            "お知(し)らせの 郵便(ゆうびん)が 戻(もど)ってきました",
        ),
        "answer.delay_told": Text(
            "遅れる理由と見込みをお知らせしました",
            "The delay and its reasons were told",
            "遅(おく)れる 理由(りゆう)を 伝(つた)えました",
        ),
        "answer.published": Text(
            "結果を公表しました",
            "The results were published",
            "結果(けっか)を 出(だ)しました",
        ),
        "answer.closed": Text(
            "手続きが終わりました",
            "The case was closed",
            "手続(てつづ)きが 終(お)わりました",
        ),
        "answer.reopened": Text(
            "手続きを再開しました",
            "The case was reopened",
            "手続(てつづ)きを また 始(はじ)めました",
        ),
        "round.opened": Text("選考の回を開きました", "The round was opened"),
        "round.letter_opened": Text("公表の前に通知を開いて確かめました", "A letter was opened before the publication"),
        "round.publication_asked": Text("公表を頼みました", "The publication was asked for"),
        "round.publication_confirmed": Text("公表を確かめました", "The publication was confirmed"),
        "round.scheduled": Text("公表の時刻を定めました", "The hour of publication was set"),
        "round.stopped": Text("公表を止めました", "The publication was stopped"),
        "round.closed": Text(
            "受付を締め切りました",
            "The round was closed for applications",
            "申(もう)し込(こ)みの 時間(じかん)が 終(お)わりました",
        ),
        "round.seats_set": Text("募集人数を定めました", "Seats were set"),
        "ledger.destroyed": Text(
            "保存期間が終わり個人の内容を廃棄しました", "Personal content was destroyed at the end of retention"
        ),
        "ledger.disclosed": Text(
            "本人に開示しました",
            "The person's data was disclosed to them",
            "あなたに 情報(じょうほう)を 見(み)せました",
        ),
    }
)
