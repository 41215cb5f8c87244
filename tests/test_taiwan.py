"""Drafts for Taiwan: OpenCC's terms of software do not replace the words of offices."""

import pytest

from workflow.languages import lists
from workflow.languages.chinese import script

WRITTEN = script.converter("Hans", "Hant-TW")


@pytest.mark.parametrize(
    ("chinese", "taiwan"),
    [
        ("优化营商环境，激发市场活力。", "優化營商環境，激發市場活力。"),
        ("发布公告，支持重点项目。", "發布公告，支持重點項目。"),
        ("依照法律程序印发红头文件。", "依照法律程序印發紅頭文件。"),
        ("保护对象、企业类型和统一社会信用代码。", "保護對象、企業類型和統一社會信用代碼。"),
        ("循环经济、设备更新、服务窗口、高级工程师。", "循環經濟、設備更新、服務窗口、高級工程師。"),
        ("国家安全局着眼全局，研判安全局势。", "國家安全局著眼全局，研判安全局勢。"),
        ("领导出席会议，推进制度建设。", "領導出席會議，推進制度建設。"),
        ("国内存款增加，官兵的士气高涨。", "國內存款增加，官兵的士氣高漲。"),
        ("发现存在线索，提高清洁能源比重。", "發現存在線索，提高清潔能源比重。"),
        ("大多数组织落实时间表，是指针对企业。", "大多數組織落實時間表，是指針對企業。"),
        ("参加纳税服务，增加载客量。", "參加納稅服務，增加載客量。"),
        ("创建文明城市，发挥溢出效应，刷新纪录。", "創建文明城市，發揮溢出效應，刷新紀錄。"),
        ("密切联系群众。联系人：何志成", "密切聯繫群眾。聯絡人：何志成"),
        ("世界面临挑战，包罗万象。", "世界面臨挑戰，包羅萬象。"),
    ],
)
def test_the_words_of_offices_stay(chinese: str, taiwan: str) -> None:
    assert WRITTEN(chinese) == taiwan


@pytest.mark.parametrize(
    ("chinese", "taiwan"),
    [
        ("软件、硬件和网络的信息安全", "軟體、硬體和網路的資訊安全"),
        ("人工智能、芯片、互联网和数据库", "人工智慧、晶片、網際網路和資料庫"),
        ("打印材料，视频会议，短信通知", "列印材料，視訊會議，簡訊通知"),
        ("知识产权、出租车、新西兰", "智慧財產權、計程車、紐西蘭"),
        ("面向对象的应用程序，小程序，文件夹", "物件導向的應用程式，小程式，資料夾"),
    ],
)
def test_terms_are_those_of_taiwan(chinese: str, taiwan: str) -> None:
    assert WRITTEN(chinese) == taiwan


@pytest.mark.parametrize(
    ("source", "chinese"),
    [("Hans", "发布、公布、颁布、宣布，散布和分布的布置"), ("Hant", "發佈、公佈、頒佈、宣佈，散佈和分佈的佈置")],
)
def test_what_is_made_public_is_written_as_offices_in_taiwan_do(source: str, chinese: str) -> None:
    written = script.converter(source, "Hant-TW")(chinese)
    assert written == "發布、公布、頒布、宣布，散布和分布的佈置"


def test_hong_kong_keeps_its_characters() -> None:
    assert script.converter("Hans", "Hant-HK")("发布公告") == "發佈公告"


def test_every_word_that_is_kept_would_have_been_replaced() -> None:
    for row in lists.of_kind("chinese", "taiwan", "kept"):
        assert WRITTEN(row.example) != script._opencc("s2twp").convert(row.example), row.example
