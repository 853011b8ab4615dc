/* fuzz_template.c: any template over any data: it renders within its bounds or says why
 * not, and the data comes out as it went in. Input: template, NUL, text of the view. */
#include "fuzz.h"

#include "base/text.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/template.h"
#include "tocsin/limits.h"

struct fuzz_pack {
    const char *self; /* the template as a partial of itself */
};

static const char *fuzz_partial(void *ctx, const char *name) {
    const struct fuzz_pack *pack = ctx;
    if (text_equal(name, "self"))
        return pack->self;
    return text_equal(name, "p") ? "- {{a}}\n  {{#l}}{{.}}\n{{/l}}{{{a}}}" : NULL;
}

/* Data never becomes a tag: raw it is itself, escaped it parses back as itself. */
static void fuzz_check_data(struct arena *arena, const json_t *view, const char *text,
                            const uint8_t *data, size_t size) {
    struct strbuf out;
    strbuf_init(&out, 4 * size + 16);
    FUZZ_CHECK(
        template_render("{{{a}}}", 7, view, markup_escape, NULL, NULL, &out, NULL));
    FUZZ_CHECK(text_equal(out.ptr, text));
    strbuf_clear(&out);
    FUZZ_CHECK(template_render("{{a}}", 5, view, markup_escape, NULL, NULL, &out, NULL));
    json_t *tree = markup_parse(out.ptr, out.len);
    FUZZ_CHECK(json_array_size(tree) <= 1);
    FUZZ_CHECK(text_equal(markup_plain(arena, tree), text));
    json_decref(tree);
    strbuf_free(&out);
}

static void fuzz_template(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    const char *tmpl = arena_strndup(arena, (const char *)data, size);
    size_t len = strlen(tmpl);
    size_t rest = len < size ? len + 1 : 0; /* no NUL: the template is its own data */
    const char *text = text_clean(arena, (const char *)data + rest, size - rest);
    json_t *view =
        json_pack("{s:s, s:{s:s, s:i}, s:[s, i, {s:s}, []], s:b, s:n, s:f}", "a", text,
                  "b", "c", text, "d", 7, "l", text, 1, "a", text, "t", 1, "n", "r", 0.1);
    FUZZ_CHECK(view != NULL);
    struct fuzz_pack pack = {tmpl};
    struct error err = {.code = ERR_OK};
    struct strbuf out;
    strbuf_init(&out, LIMIT_RENDERED);
    bool sound = template_check(tmpl, len, &err);
    bool done =
        template_render(tmpl, len, view, markup_escape, fuzz_partial, &pack, &out, &err);
    FUZZ_CHECK(sound || !done);
    FUZZ_CHECK(done || (err.code == ERR_INVALID || err.code == ERR_LIMIT));
    FUZZ_CHECK(done || out.len == 0);
    FUZZ_CHECK(out.len <= LIMIT_RENDERED && out.ptr[out.len] == '\0');
    FUZZ_CHECK(!utf8_valid(tmpl, len) || utf8_valid(out.ptr, out.len));
    fuzz_check_data(arena, view, text, data, size);
    strbuf_free(&out);
    json_decref(view);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_template)
