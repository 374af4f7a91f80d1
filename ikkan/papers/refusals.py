"""Why an uploaded file cannot be used, in words for the person who sent it: what, why, what to do next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is refused, with a stable code and a sentence in Japanese and English."""

    code: str
    ja: str
    en: str


_WORDS: dict[str, tuple[str, str]] = {
    "file_empty": (
        "ファイルの中身がありません。もう一度選ぶか、写真を撮って送ってください",
        "The file is empty. Choose it again or send a photo",
    ),
    "file_too_large": (
        "ファイルが大きすぎます（{size}MB）。{limit}MBまでです。写真を撮り直すか、分けて送ってください",
        "The file is too large ({size} MB). The limit is {limit} MB. Take a new photo or send it in parts",
    ),
    "file_locked": (
        "ファイルにパスワードがかかっていて開けません。パスワードを外すか、写真を撮って送ってください",
        "The file has a password, so we cannot open it. Remove it or send a photo",
    ),
    "file_broken": (
        "ファイルが途中で切れているか壊れていて開けません。もう一度保存するか、写真を撮って送ってください",
        "The file is cut off or damaged, so we cannot open it. Save it again or send a photo",
    ),
    "pdf_no_pages": (
        "PDFにページがありません。もう一度保存するか、写真を撮って送ってください",
        "The PDF has no pages. Save it again or send a photo",
    ),
    "pdf_too_many_pages": (
        "PDFが{pages}ページあります。{limit}ページまでです。必要なページだけ送ってください",
        "The PDF has {pages} pages. The limit is {limit}. Send only the pages that are needed",
    ),
    "image_too_many_pixels": (
        "写真の縦横が大きすぎて開けません。カメラの画質を下げて撮り直してください",
        "The picture has too many pixels to open. Lower the camera's quality and take it again",
    ),
    "file_is_heic": (
        "HEICという形の写真は開けません。スマートフォンの画面で写真を開き、画面の写し（スクリーンショット）を送ってください。"
        "iPhoneは「設定」→「カメラ」→「フォーマット」→「互換性優先」で撮り直すこともできます",
        "We cannot open HEIC photos. Open the photo on your phone and send a screenshot, or on an iPhone choose "
        "Settings, Camera, Formats, Most Compatible and take it again",
    ),
    "file_is_gif": (
        "GIFの画像は使えません。書類の写真を撮って送ってください",
        "We cannot use GIF pictures. Take a photo of the paper and send it",
    ),
    "file_is_office": (
        "WordやExcelのファイルはそのまま使えません。PDFで保存するか、印刷したものの写真を撮って送ってください",
        "We cannot use Word or Excel files. Save it as PDF, or print it and send a photo",
    ),
    "file_is_archive": (
        "まとめたファイル（ZIPなど）は使えません。中の書類を1つずつ送ってください",
        "We cannot use archives such as ZIP. Send the papers inside one by one",
    ),
    "file_kind_unknown": (
        "この種類のファイルは使えません。PDFか、書類の写真（JPEG・PNG）を送ってください",
        "We cannot use this kind of file. Send a PDF or a photo of the paper (JPEG or PNG)",
    ),
    "rebuild_too_slow": (
        "ファイルが複雑で、決められた時間で安全な形に変えられませんでした。印刷したものの写真を撮って送ってください",
        "The file is too complex to be made safe in the time allowed. Print it and send a photo",
    ),
    "rebuild_too_large": (
        "ファイルが大きすぎて安全な形に変えられませんでした。ページを減らすか、写真を撮って送ってください",
        "The file is too large to be made safe. Send fewer pages, or send a photo",
    ),
    "rebuild_failed": (
        "ファイルを安全な形に変えられませんでした。もう一度保存するか、写真を撮って送ってください",
        "We could not make the file safe. Save it again or send a photo",
    ),
    "sheet_empty": (
        "表に行がありません。見出しの行と中身のある表を選んでください",
        "The table has no rows. Choose a table with a head line and content",
    ),
    "sheet_encoding": (
        "文字の形式（文字コード）が分かりません。「CSV UTF-8」で保存し直してください",
        "We cannot tell the text encoding. Save the file again as CSV UTF-8",
    ),
    "sheet_quotes": (
        'CSVの引用符（"）が閉じていません（{line}行目のあたり）。表計算ソフトで開き、CSVで保存し直してください',
        "A quotation mark is not closed in the CSV (near line {line}). Open it in a spreadsheet and save it again",
    ),
    "sheet_too_large": (
        "表が大きすぎます（{limit}{what}まで）。分けて送ってください",
        "The table is too large (limit: {limit} {what_en}). Send it in parts",
    ),
    "sheet_is_old_excel": (
        "古い形のExcel（.xls）か、パスワードのかかったExcelは開けません。パスワードのない.xlsxかCSVで保存し直してください",
        "We cannot open old Excel files (.xls) or locked ones. Save it as .xlsx without password, or as CSV",
    ),
    "sheet_is_other": (
        "表のファイルではありません。CSVかExcel（.xlsx）を選んでください",
        "This is not a table. Choose a CSV or an Excel file (.xlsx)",
    ),
    "sheet_broken": (
        "Excelのファイルが壊れているか、安全でない部分があって開けません。開いて.xlsxかCSVで保存し直してください",
        "The Excel file is damaged or has unsafe parts. Open it and save it again as .xlsx or CSV",
    ),
}


def refuse(code: str, **figures: str | int | float) -> Unreadable:
    """Return the refusal for a code, with its figures written in.

    Args:
        code: a known code.
        figures: the values that the sentence names.

    Raises:
        KeyError: the code or one of its figures is unknown; a test goes through all.
    """
    ja, en = _WORDS[code]
    return Unreadable(code, ja.format(**figures), en.format(**figures))
