"""
What looks like an ASCII character, and no mapping of Unicode says so.

Facts of Unicode Technical Standard #39, "Unicode Security Mechanisms", confusables.txt: Copyright (c)
Unicode, Inc., under the Unicode License V3 (https://www.unicode.org/license.txt).  What the compatibility
mapping, the value of a digit or the name of the character tells already is left out.  Added: the dotless i,
East Asian full stop and comma, middle dots and bullets, double quotation marks, and digits and outlined
capitals of Unicode 15.0 and 16.0 (UnicodeData.txt), as Python may know an older Unicode.  A
capital that looks like "l" is an "I".
"""

from __future__ import annotations

from collections.abc import Mapping


def _read(ranges: Mapping[str, str]) -> dict[str, str]:
    """Turn ``"1-3 7"``, code points in hexadecimal, around: a character -> what it looks like."""
    return {
        chr(code): target
        for target, places in ranges.items()
        for first, _, last in (place.partition("-") for place in places.split())
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }


LOOKALIKES: Mapping[str, str] = _read(
    {
        "!": "01C3 2D51",
        '"': "02BA 02DD 201C-201F 2033 2036 275D-275E 301D-301F",
        "&": "A778",
        "'": (
            "00B4 02B9 02BB-02BE 02C8 02CA-02CB 02F4 0374 0384 055A 055D 144A 16CC 1FBD 1FBF 1FFD-1FFE "
            "2018-2019 201B 2032 2035 A78C"
        ),
        "(": "2768 2772 3014 FD3E",
        ")": "2769 2773 3015 FD3F",
        "*": "2022 204E 2217 25CF 1031F",
        "+": "16ED 2795 1029B",
        ",": "00B8 201A 3001 A4F9",
        "-": "02D7 2043 2796 2CBA",
        ".": "00B7 2027 2219 22C5 3002 30FB A4F8 A60E",
        "/": "1735 2041 2044 2215 2571 27CB 29F8 2CC6 2F03 3033 30CE 31D3 4E3F 1D23A",
        "0": "10D40 116D0 116DA 11BF0 11F50 16130 16D70 1CCF0 1E4F0 1E5F1",
        "1": "10D41 116D1 116DB 11BF1 11F51 16131 16D71 1CCF1 1E4F1 1E5F2",
        "2": "01A7 03E8 14BF A644 A6EF A75A 10D42 116D2 116DC 11BF2 11F52 16132 16D72 1CCF2 1E4F2 1E5F3",
        "3": (
            "01B7 021C 0417 04E0 2CCC A76A A7AB 10D43 116D3 116DD 118CA 11BF3 11F53 16133 16D73 16F3B "
            "1CCF3 1D206 1E4F3 1E5F4"
        ),
        "4": "13CE 10D44 116D4 116DE 118AF 11BF4 11F54 16134 16D74 1CCF4 1E4F4 1E5F5",
        "5": "01BC 10D45 116D5 116DF 118BB 11BF5 11F55 16135 16D75 1CCF5 1E4F5 1E5F6",
        "6": "0431 13EE 2CD2 10D46 116D6 116E0 118D5 11BF6 11F56 16136 16D76 1CCF6 1E4F6 1E5F7",
        "7": "104D2 10D47 116D7 116E1 118C6 11BF7 11F57 16137 16D77 1CCF7 1D212 1E4F7 1E5F8",
        "8": "0222-0223 1031A 10D48 116D8 116E2 11BF8 11F58 16138 16D78 1CCF8 1E4F8 1E5F9",
        "9": "2CCA A76E 10D49 116D9 116E3 118AC 118CC 118D6 11BF9 11F59 16139 16D79 1CCF9 1E4F9 1E5FA",
        ":": "02D0 02F8 0589 16EC 1803 1809 205A 2236 A4FD A789 FE30",
        "<": "02C2 1438 16B2 2039 276E 1D236",
        "=": "A4FF",
        ">": "02C3 1433 203A 276F 16F3F 1D237",
        "?": "0241 0294 097D 13AE A6EB",
        "A": "0391 0410 13AA 15C5 A4EE 102A0 16F40 1CCD6 1D6A8 1D6E2 1D71C 1D756 1D790",
        "B": "0392 0412 13F4 15F7 A4D0 A7B4 10282 102A1 10301 1CCD7 1D6A9 1D6E3 1D71D 1D757 1D791",
        "C": "03F9 0421 13DF 2CA4 A4DA 102A2 10302 10415 1051C 118F2 1CCD8 1F74C",
        "D": "13A0 15DE 15EA A4D3 1CCD9",
        "E": "0395 0415 13AC 22FF 2D39 A4F0 10286 118A6 118AE 1CCDA 1D6AC 1D6E6 1D720 1D75A 1D794",
        "F": "03DC 15B4 A4DD 10287 102A5 10525 118A2 118C2 1CCDB 1D213 1D7CA",
        "G": "050C 13C0 13F3 A4D6 1CCDC",
        "H": "0397 041D 13BB 157C 2C8E A4E7 102CF 1CCDD 1D6AE 1D6E8 1D722 1D75C 1D796",
        "I": "0196 0399 0406 04C0 2C92 1CCDE 1D6B0 1D6EA 1D724 1D75E 1D798",
        "J": "037F 0408 13AB 148D A4D9 1CCDF",
        "K": "039A 041A 13E6 16D5 2C94 A4D7 10518 1CCE0 1D6B1 1D6EB 1D725 1D75F 1D799",
        "L": "13DE 14AA 2CD0 A4E1 1041B 10526 118A3 118B2 16F16 1CCE1 1D22A",
        "M": "039C 03FA 041C 13B7 15F0 16D6 2C98 A4DF 102B0 10311 1CCE2 1D6B3 1D6ED 1D727 1D761 1D79B",
        "N": "039D 2C9A A4E0 10513 1CCE3 1D6B4 1D6EE 1D728 1D762 1D79C",
        "O": (
            "039F 041E 0555 0B20 12D0 2C9E 2D54 3007 A4F3 10292 102AB 10404 104C2 10516 118B5 1CCE4 "
            "1D6B6 1D6F0 1D72A 1D764 1D79E"
        ),
        "P": "03A1 0420 13E2 146D 2CA2 A4D1 10295 1CCE5 1D6B8 1D6F2 1D72C 1D766 1D7A0",
        "Q": "051A 2D55 1CCE6",
        "R": "01A6 13A1 13D2 1587 A4E3 104B4 16F35 1CCE7 1D216",
        "S": "0405 054F 13D5 13DA A4E2 10296 10420 16F3A 1CCE8",
        "T": (
            "03A4 0422 13A2 22A4 27D9 2CA6 A4D4 10297 102B1 10315 118BC 16F0A 1CCE9 1D6BB 1D6F5 1D72F "
            "1D769 1D7A3 1F768"
        ),
        "U": "054D 1200 144C 222A 22C3 A4F4 104CE 118B8 16F42 1CCEA",
        "V": "0474 13D9 142F 2D38 A4E6 A6DF 1051D 118A0 16F08 1CCEB 1D20D",
        "W": "051C 13B3 13D4 A4EA 118EF 1CCEC",
        "X": (
            "03A7 0425 166D 16B7 2573 2CAC 2D5D A4EB A7B3 10290 102B4 10317 10322 10527 118EC 1CCED "
            "1D6BE 1D6F8 1D732 1D76C 1D7A6"
        ),
        "Y": (
            "03A5 03D2 0423 04AE 13A9 13BD 2CA8 A4EC 102B2 118A4 16F43 1CCEE 1D6BC 1D6F6 1D730 1D76A 1D7A4"
        ),
        "Z": "0396 13C3 A4DC 102F5 118A9 1CCEF 1D6AD 1D6E7 1D721 1D75B 1D795",
        "\\": "2216 27CD 29F5 29F9 2F02 31D4 4E36 1D20F 1D23B",
        "^": "02C4 02C6",
        "a": "0251 03B1 0430 237A 1D6C2 1D6FC 1D736 1D770 1D7AA",
        "b": "0184 042C 13CF 1472 15AF",
        "c": "03F2 0441 2CA5 ABAF 1043D",
        "d": "0501 13E7 146F A4D2",
        "e": "0435 04BD 212E AB32",
        "f": "0584 1E9D AB35",
        "g": "018D 0261 0581",
        "h": "04BB 0570 13C2",
        "i": (
            "0131 0269 02DB 037A 03B9 0456 04CF 13A5 1FBE 2373 A647 AB75 118C3 1D6A4 1D6CA 1D704 1D73E "
            "1D778 1D7B2"
        ),
        "j": "03F3 0458",
        "l": "01C0 16C1 2223 23FD 2D4F A4F2 FFE8 1028A 10309 10320 16F28",
        "n": "0578 057C",
        "o": (
            "03BF 03C3 043E 0585 0D20 101D 10FF 1D11 2C9F AB3D 1042C 104EA 118C8 118D7 1D6D0 1D6D4 "
            "1D70A 1D70E 1D744 1D748 1D77E 1D782 1D7B8 1D7BC"
        ),
        "p": "03C1 03F1 0440 2374 2CA3 1D6D2 1D6E0 1D70C 1D71A 1D746 1D754 1D780 1D78E 1D7BA 1D7C8",
        "q": "051B 0563 0566",
        "r": "0433 1D26 2C85 AB47-AB48 AB81",
        "s": "01BD 0455 ABAA 10448 118C1",
        "u": "028B 03C5 057D A79F 104F6 118D8 1D6D6 1D710 1D74A 1D784 1D7BE",
        "v": "03BD 0475 2228 22C1 ABA9 11706 118C0 1D6CE 1D708 1D742 1D77C 1D7B6",
        "w": "026F 0461 051D 0561 AB83 1170A 1170E-1170F",
        "x": "00D7 0445 1541 157D 166E 292B-292C 2A2F",
        "y": "0263 03B3 0443 04AF 10E7 1D8C 213D 118DC 1D6C4 1D6FE 1D738 1D772 1D7AC",
        "z": "AB93 118C4",
        "{": "2774 1D114",
        "}": "2775",
        "~": "02DC 1FC0 223C",
    }
)

# Read as what they are in their own script: as digits of another value, vowel signs, letters from right to
# left. Only beside ASCII may they be meant to look like it.
SECOND_LOOKS: Mapping[str, str] = _read(
    {
        "'": "05D9 05F3 07F4-07F5 16F51-16F52",
        "*": "066D",
        ",": "060D 066B",
        "-": "06D4",
        ".": "0660 06F0 0701-0702 10A50 1D16D",
        "8": "09EA 0A6A 0B03 1E8CB",
        "9": "09ED 0A67 0B68 0D6D",
        ":": "05C3 0703-0704 0903 0A83",
        "C": "118E9",
        "O": "07C0 09E6 0B66 114D0 118E0 1D7CE 1D7D8 1D7E2 1D7EC 1D7F6 1FBF0",
        "V": "0667 06F7",
        "W": "118E6",
        "Z": "118E5",
        "_": "07FA",
        "l": (
            "05C0 05D5 05DF 0627 0661 06F1 07CA FE8D-FE8E 1D7CF 1D7D9 1D7E3 1D7ED 1D7F7 1E8C7 1EE00 "
            "1EE80 1FBF1"
        ),
        "o": (
            "05E1 0647 0665 06BE 06C1 06D5 06F5 0966 0A66 0AE6 0BE6 0C02 0C66 0C82 0CE6 0D02 0D66 0D82 "
            "0E50 0ED0 1040 FBA6-FBAD FEE9-FEEC 1EE24 1EE64 1EE84"
        ),
        "v": "05D8",
    }
)
