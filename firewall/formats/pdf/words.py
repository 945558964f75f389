"""
Names in a PDF: those that every file has, and those with which somebody says something.

A file may call a part of a page, a member, a colour or a state of a form as it likes.  Whatever no standard knows is a
text like any other, and is read as one.
"""

from __future__ import annotations

import re

_SHORT = 2
"""Nobody says anything in two letters; ``F1`` is the first font of nearly every file."""
_STANDARD = frozenset(
    """
A85 AAPL:Keywords AbsoluteColorimetric AcroForm Action ActualText ADBE ADBE_Extn Adobe Adobe.PPKLite AllOff
AllOn AllPages Alt Alternate Alternative Annot Annotation Annots AnyOff AnyOn Arial Arial-BoldMT ArialMT Art
ArtBox Artifact Ascent ASCII85Decode ASCIIHexDecode Aside Attached Author AvgWidth Background
BackgroundColor Base BaseEncoding BaseFont BaseVersion BBox Before BG2 BibEntry BitsPerComponent
BitsPerCoordinate BitsPerFlag BitsPerSample BlackIs1 BlackPoint BleedBox Block BlockAlign BlockQuote Book
Border BorderColor BorderStyle BorderThickness Both Bottom Bounds BoxColorInfo Btn Butt ByteRange CalCMYK
CalGray CalRGB Cap CapHeight Caption Catalog Category Center CenterWindow CFM CharProcs CharSet CIDFontType0
CIDFontType0C CIDFontType2 CIDInit CIDSet CIDSystemInfo CIDToGIDMap Circle ClassMap CMYK Code Color
Colorants ColorBurn ColorDodge Colors ColorSpace ColorTransform ColSpan Column ColumnCount ColumnGap Columns
ColumnWidths Compatible Configs Contents Coords Count Courier Courier-Bold Courier-BoldOblique
Courier-Oblique CreationDate Creator CreatorInfo CropBox Crypt CSS-2.00 Darken Dashed Data Date DCTDecode
Decimal Decode DecodeParms Default DefaultCMYK DefaultForPrinting DefaultGray DefaultRGB Desc
DescendantFonts Descent Dest DestOutputProfile Dests DeviceCMYK DeviceGray DeviceN DeviceRGB Difference
Differences Dingbats DisplayDocTitle Div DocTimeStamp Document Domain Dotted Double Draft Duplex Duration
Encode Encoding End EndIndent endnote EndOfBlock EndOfLine Event Exclude Exclusion Expanded Extend Extends
ExtensionLevel Extensions ExtGState False FDecodeParms FDF FENote FFilter Fields Figure Filter Final First
FirstChar FirstPage Fit FitB FitBH FitBV FitH FitR FitV FitWindow FixedPrint Flags FlateDecode Font FontBBox
FontDescriptor FontFamily FontFauxing FontFile FontFile2 FontFile3 FontMatrix FontName FontStretch
FontWeight Footer footnote ForComment Form FormType Formula FreeText FreeTextCallout FreeTextTypeWriter
FullScreen Function Functions FunctionType Gamma GlyphOrientationVertical GoTo GoToE GoToR Graph Gray Groove
Group GTS_PDFA1 GTS_PDFX GTS_PDFXConformance GTS_PDFXVersion HalftoneType HardLight Header Headers Height
Help Helvetica Helvetica-Bold Helvetica-BoldOblique Helvetica-Oblique Hidden HideMenubar HideToolbar
HideWindowUI Highlight HTML-4.01 Hue ICCBased ICCProfile Identity Identity-H Identity-V Image ImageB ImageC
ImageI ImageMask Import Include Index Indexed Info Ink InkList Inline InlineAlign InlineShape Insert Inset
Intent Interpolate IRT IsMap Issuer ItalicAngle JavaScript JPXDecode Justify KeyStroke Keywords Kids Lab
Lang Language Last LastChar LastModified LastPage Layout Lbl LBody Leading Left LegalAttestation Length
Length1 Length2 Length3 Level1 Lighten Limits Line Linearized LineArrow LineDimension LineHeight LineThrough
Link List ListMode ListNumbering Location Lock LowerAlpha LowerRoman LrTb Luminosity LZWDecode
MacExpertEncoding MacRomanEncoding Marked MarkInfo MarkStyle Mask Matrix Matte MaxWidth MCID MCR Measure
MediaBox Metadata MissingWidth MMType1 ModDate Move Movie Multiply Name Named Names NChannel NeedAppearances
Never NewParagraph NewWindow Next NextPage None NonEFontNoWarn NonFullScreenPageMode NonStruct Normal Not
Note NumCopies Nums Obj OBJR ObjStm OCG OCGs OCMD OCProperties OEB-1.00 Off OneColumn Open OpenAction
OpenType Order Ordered Ordering Outlines OutputCondition OutputConditionIdentifier OutputIntent
OutputIntents Outset Overlay Overline Padding Page PageElement PageLabel PageLabels PageLayout PageMode
Pages Pagination PaintType Paragraph Parent ParentTree ParentTreeNextKey Part Pattern PatternType PCM PDF
PDFDocEncoding Perceptual Period Placement Polygon PolygonCloud PolyLine Popup Predictor Preferred PresSteps
Prev PrevPage Print PrintArea PrintClip PrintPageRange PrintScaling PrintState Private ProcSet Producer
Properties PTEX.FileName PTEX.Fullbanner PTEX.InfoDict PTEX.PageNumber Push QuadPoints Quote Radio Range
RBGroups Rect Reference Registry RelativeColorimetric Reply ReplyTo Resources RGB Ridge Right RlTb RoleMap
Root Rotate Row Rows RowSpan RTF-1.05 Ruby RubyAlign RubyPosition Same Saturation Schema Scope Screen Sect
Separation Sequence SetOCGState Shading ShadingType Short Sig SigFieldLock SigFlags Simplex SinglePage Size
SMask SoftLight Solid Span Square Squiggly Stamp StandardEncoding Start StartIndent State StateModel Stem
StemH StemV Stm StrF StrikeOut Strong StructElem StructParent StructParents StructTreeRoot Style StyleSpan
Sub Subj Subject Subtype Summary Sup Supplement Suspects Symbol Table Tabs TBody TBorderStyle TbRl Text
TextAlign TextDecorationColor TextDecorationThickness TextDecorationType TextIndent TFoot THead Thread
Threads TilingType Times-Bold Times-BoldItalic Times-Italic Times-Roman TimesNewRomanPSMT Title TOC TOCI
Toggle ToggleNoView Top ToUnicode TPadding Trans TransMode Transparency Trapped TrimBox True TrueType
TwoColumnLeft TwoColumnRight TwoPageLeft TwoPageRight Type Type0 Type1 Type1C Type3 UCR2 Unchanged Underline
Unmarked Unordered UnOrdered Unspecified UpperAlpha UpperRoman URI Usage UseAttachments UseCMYK UseNone
UseOC UseOutlines UserProperties UserUnit UseThumbs Version Vertices View ViewArea ViewClip
ViewerPreferences ViewState Visible VisiblePages Warichu Watermark WhitePoint Width Widths WinAnsiEncoding
WMode XHeight XHTML-1.00 XML XObject XRef XRefStm XStep XYZ YStep ZapfDingbats Zoom ZoomFactor
""".split()  # noqa: SIM905  # eight hundred words
)
"""Of ISO 32000-2, the most usual of them.  One that is missing here is read, and costs nothing more."""
RESOURCES = frozenset(
    {"/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Properties", "/Shading", "/XObject"}
)
"""Under these a page says how it calls what it uses."""
_USED = re.compile(r"[A-Za-z]{1,5}[0-9]{1,3}(?:[_+.-][0-9]{1,3})?")
_GLYPH = re.compile(
    r"(?:uni|u)[0-9A-F]{2,6}|(?:g|gid|cid|glyph|index|ss|a|c|C|G|H)[0-9]{1,3}|alt|case|init|liga|locl|null|notdef|oldstyle|taboldstyle|salt|sups|swash"
)
_MOST_JOINED = 4
_SUBSET = re.compile(r"[A-Z]{6}\+")
_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.:+#/-]+")


def words_of(name: str) -> list[str]:
    """Return what a name says, as it is written and in words; nothing of one that every file has."""
    said = _SUBSET.sub("", name.removeprefix("/"))
    if len(said) <= _SHORT or said in _STANDARD:
        return []
    return list(dict.fromkeys((said, in_words(said))))


def in_words(name: str) -> str:
    return " ".join(filter(None, _PARTS.split(name.removeprefix("/"))))


def is_glyph(name: str) -> bool:
    """Whether it is what fonts call a letter, which says nothing but that; as ``one.alt`` and ``f_i``, too."""
    from pypdf._codecs.adobe_glyphs import adobe_glyphs  # noqa: PLC0415  # heavy, and loaded by then

    parts = filter(None, re.split(r"[._]", name.removeprefix("/"), maxsplit=_MOST_JOINED))
    return all(f"/{part}" in adobe_glyphs or len(part) <= _SHORT or _GLYPH.fullmatch(part) for part in parts)


def is_used(name: str) -> bool:
    """Whether a page may call a font or a picture so, and say nothing by it."""
    return _USED.fullmatch(name.removeprefix("/")) is not None
