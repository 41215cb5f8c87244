"""a or an."""

import pytest

from workflow.languages.english.articles import article

AN = """
    EU|EU regulation|MOU|MoU|MOUs|hour|hourly rate|honest man|honour|honorary consul|heir|X-ray|x-ray|8|8th|80,000|11|11-day trip|11,000|18|18.8%|18,000|800
    |NGO|SME|FBI|LED|HIV|FTC|R&D centre|HTML page|IP right|IPR|AI model|OECD report|ASEAN summit|APEC member|ISO standard|RNA|SOE|F-16|e-mail
    |iPhone|mRNA vaccine|MSc|unidentified drone|uninterested reader|unimportant detail|umbrella|urgent matter|annual report|École|office|Uzbek firm
    |“honest” broker|only child|onerous duty|11111|18000|usher|unusual case|EPO report|8 percent|urban area|Arab state|invention|S-shaped curve|LLC|MBA
"""
A = """
    European university|euro|one|once-yearly meeting|one-time password|U-turn|u-turn|unit|union|university|unanimous vote|unique feature|uniform|use
    |useful tool|user|usual case|utility model|utopia|Ukrainian firm|Ugandan office|Uruguayan firm|uranium mine|ubiquitous sign|UN body|US firm
    |UK firm|U.S. company|UFO|URL|UNESCO site|UNICEF fund|NATO member|NASA probe|WIPO treaty|FIFA rule|LAN|patent|house|Chinese firm|CNIPA official
    |PCT application|PhD|pH value|T-shirt|TV|5|7.8%|1|10|17|110|1,100|1,800|180|118|100,000|19|yuan|year|Hunan firm|unilateral act|unison|“one-stop” shop|Beijing firm
"""
DEPENDS = "SIPO|EUR|historic|historical|herb|hotel|FAQ|SQL|1868|1100|II|x|国家|—"


@pytest.mark.parametrize("words", [each.strip() for each in AN.split("|")])
def test_before_a_vowel_sound_stands_an(words: str) -> None:
    assert article(words) == "an"


@pytest.mark.parametrize("words", [each.strip() for each in A.split("|")])
def test_before_a_consonant_stands_a(words: str) -> None:
    assert article(words) == "a"


@pytest.mark.parametrize("words", DEPENDS.split("|"))
def test_where_it_depends_on_who_reads_it_nobody_is_corrected(words: str) -> None:
    assert article(words) is None
