// The page lies beside the server that serves it; C's #embed puts it into the binary in a moment, where an array
// literal of the same bytes in Swift costs half a minute in every build. Each file has a block and a line in the table;
// a test holds the table against the folder.
#include "page.h"

#if !defined(__has_embed)
#error "Clang 19 or newer is needed; Swift 6.2 and newer bring it."
#endif

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char actions_js[] = {
#embed "../Dashboard/Page/actions.js"
};
static const unsigned char app_js[] = {
#embed "../Dashboard/Page/app.js"
};
static const unsigned char awake_js[] = {
#embed "../Dashboard/Page/awake.js"
};
static const unsigned char calibrate_css[] = {
#embed "../Dashboard/Page/calibrate.css"
};
static const unsigned char calibrate_html[] = {
#embed "../Dashboard/Page/calibrate.html"
};
static const unsigned char calibrate_js[] = {
#embed "../Dashboard/Page/calibrate.js"
};
static const unsigned char canvas_js[] = {
#embed "../Dashboard/Page/canvas.js"
};
static const unsigned char conditions_js[] = {
#embed "../Dashboard/Page/conditions.js"
};
static const unsigned char control_js[] = {
#embed "../Dashboard/Page/control.js"
};
static const unsigned char curves_js[] = {
#embed "../Dashboard/Page/curves.js"
};
static const unsigned char dialogs_js[] = {
#embed "../Dashboard/Page/dialogs.js"
};
static const unsigned char dom_js[] = {
#embed "../Dashboard/Page/dom.js"
};
static const unsigned char icon_svg[] = {
#embed "../Dashboard/Page/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../Dashboard/Page/index.html"
};
static const unsigned char keys_js[] = {
#embed "../Dashboard/Page/keys.js"
};
static const unsigned char news_js[] = {
#embed "../Dashboard/Page/news.js"
};
static const unsigned char pairing_js[] = {
#embed "../Dashboard/Page/pairing.js"
};
static const unsigned char palette_js[] = {
#embed "../Dashboard/Page/palette.js"
};
static const unsigned char people_js[] = {
#embed "../Dashboard/Page/people.js"
};
static const unsigned char plot_js[] = {
#embed "../Dashboard/Page/plot.js"
};
static const unsigned char prefs_js[] = {
#embed "../Dashboard/Page/prefs.js"
};
static const unsigned char results_js[] = {
#embed "../Dashboard/Page/results.js"
};
static const unsigned char roster_css[] = {
#embed "../Dashboard/Page/roster.css"
};
static const unsigned char roster_html[] = {
#embed "../Dashboard/Page/roster.html"
};
static const unsigned char roster_js[] = {
#embed "../Dashboard/Page/roster.js"
};
static const unsigned char review_js[] = {
#embed "../Dashboard/Page/review.js"
};
static const unsigned char sentences_js[] = {
#embed "../Dashboard/Page/sentences.js"
};
static const unsigned char settings_js[] = {
#embed "../Dashboard/Page/settings.js"
};
static const unsigned char setup_js[] = {
#embed "../Dashboard/Page/setup.js"
};
static const unsigned char share_js[] = {
#embed "../Dashboard/Page/share.js"
};
static const unsigned char sound_js[] = {
#embed "../Dashboard/Page/sound.js"
};
static const unsigned char spread_js[] = {
#embed "../Dashboard/Page/spread.js"
};
static const unsigned char stage_js[] = {
#embed "../Dashboard/Page/stage.js"
};
static const unsigned char status_js[] = {
#embed "../Dashboard/Page/status.js"
};
static const unsigned char store_js[] = {
#embed "../Dashboard/Page/store.js"
};
static const unsigned char strings_js[] = {
#embed "../Dashboard/Page/strings.js"
};
static const unsigned char style_css[] = {
#embed "../Dashboard/Page/style.css"
};
static const unsigned char trials_js[] = {
#embed "../Dashboard/Page/trials.js"
};
static const unsigned char units_js[] = {
#embed "../Dashboard/Page/units.js"
};
static const unsigned char wire_js[] = {
#embed "../Dashboard/Page/wire.js"
};
static const unsigned char words_de_js[] = {
#embed "../Dashboard/Page/words-de.js"
};
static const unsigned char words_en_js[] = {
#embed "../Dashboard/Page/words-en.js"
};
static const unsigned char words_es_js[] = {
#embed "../Dashboard/Page/words-es.js"
};

static const struct bilanx_page_file files[] = {
    {"actions.js", actions_js, sizeof actions_js},
    {"app.js", app_js, sizeof app_js},
    {"awake.js", awake_js, sizeof awake_js},
    {"calibrate.css", calibrate_css, sizeof calibrate_css},
    {"calibrate.html", calibrate_html, sizeof calibrate_html},
    {"calibrate.js", calibrate_js, sizeof calibrate_js},
    {"canvas.js", canvas_js, sizeof canvas_js},
    {"conditions.js", conditions_js, sizeof conditions_js},
    {"control.js", control_js, sizeof control_js},
    {"curves.js", curves_js, sizeof curves_js},
    {"dialogs.js", dialogs_js, sizeof dialogs_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"index.html", index_html, sizeof index_html},
    {"keys.js", keys_js, sizeof keys_js},
    {"news.js", news_js, sizeof news_js},
    {"pairing.js", pairing_js, sizeof pairing_js},
    {"palette.js", palette_js, sizeof palette_js},
    {"people.js", people_js, sizeof people_js},
    {"plot.js", plot_js, sizeof plot_js},
    {"prefs.js", prefs_js, sizeof prefs_js},
    {"results.js", results_js, sizeof results_js},
    {"roster.css", roster_css, sizeof roster_css},
    {"roster.html", roster_html, sizeof roster_html},
    {"roster.js", roster_js, sizeof roster_js},
    {"review.js", review_js, sizeof review_js},
    {"sentences.js", sentences_js, sizeof sentences_js},
    {"settings.js", settings_js, sizeof settings_js},
    {"setup.js", setup_js, sizeof setup_js},
    {"share.js", share_js, sizeof share_js},
    {"sound.js", sound_js, sizeof sound_js},
    {"spread.js", spread_js, sizeof spread_js},
    {"stage.js", stage_js, sizeof stage_js},
    {"status.js", status_js, sizeof status_js},
    {"store.js", store_js, sizeof store_js},
    {"strings.js", strings_js, sizeof strings_js},
    {"style.css", style_css, sizeof style_css},
    {"trials.js", trials_js, sizeof trials_js},
    {"units.js", units_js, sizeof units_js},
    {"wire.js", wire_js, sizeof wire_js},
    {"words-de.js", words_de_js, sizeof words_de_js},
    {"words-en.js", words_en_js, sizeof words_en_js},
    {"words-es.js", words_es_js, sizeof words_es_js},
    {0, 0, 0},
};

struct bilanx_page_file bilanx_page_file_at(unsigned long index) {
    const unsigned long last = sizeof files / sizeof files[0] - 1;
    return files[index < last ? index : last];
}
