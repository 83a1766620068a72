// The page lies beside the server that serves it; C's #embed puts it into the binary in a moment, where an array
// literal of the same bytes in Swift costs half a minute in every build.
#include "page.h"

#if !defined(__has_embed)
#error "Clang 19 or newer is needed; Swift 6.2 and newer bring it."
#endif

#pragma clang diagnostic ignored "-Wc23-extensions"

#if __has_embed("../Dashboard/Page/index.html")
static const unsigned char index_html[] = {
#embed "../Dashboard/Page/index.html"
};
#endif
#if __has_embed("../Dashboard/Page/app.js")
static const unsigned char app_js[] = {
#embed "../Dashboard/Page/app.js"
};
#endif
#if __has_embed("../Dashboard/Page/strings.js")
static const unsigned char strings_js[] = {
#embed "../Dashboard/Page/strings.js"
};
#endif
#if __has_embed("../Dashboard/Page/style.css")
static const unsigned char style_css[] = {
#embed "../Dashboard/Page/style.css"
};
#endif
#if __has_embed("../Dashboard/Page/icon.svg")
static const unsigned char icon_svg[] = {
#embed "../Dashboard/Page/icon.svg"
};
#endif

static const struct bilanx_page_file files[] = {
#if __has_embed("../Dashboard/Page/index.html")
    {"index.html", index_html, sizeof index_html},
#endif
#if __has_embed("../Dashboard/Page/app.js")
    {"app.js", app_js, sizeof app_js},
#endif
#if __has_embed("../Dashboard/Page/strings.js")
    {"strings.js", strings_js, sizeof strings_js},
#endif
#if __has_embed("../Dashboard/Page/style.css")
    {"style.css", style_css, sizeof style_css},
#endif
#if __has_embed("../Dashboard/Page/icon.svg")
    {"icon.svg", icon_svg, sizeof icon_svg},
#endif
    {0, 0, 0},
};

struct bilanx_page_file bilanx_page_file_at(unsigned long index) {
    const unsigned long last = sizeof files / sizeof files[0] - 1;
    return files[index < last ? index : last];
}
