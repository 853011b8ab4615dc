/* messages.c: finding a template and getting something readable out of it, come what may.
 *
 * A message is never lost: when somebody's own template is broken the shipped one speaks,
 * and a line below it says what is wrong with theirs; when nothing can be rendered, a
 * message says which template failed and for which incident. These few lines are plain
 * English and no templates, because they are for the case that templates fail. */
#include "core/messages.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/template.h"
#include "tocsin/limits.h"
#include "tocsin/tree.h"

#define FALLBACK_LANGUAGE "en"

/* One rendering: which templates may be used, and which partial was not found. */
struct attempt {
    const struct messages *messages;
    bool overrides;
    char missing[LIMIT_WORD + 1];
};

static const char *find_in(const struct message_template *list, size_t n,
                           const char *language, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (text_equal(list[i].name, name) && text_equal(list[i].language, language)) {
            return list[i].text;
        }
    }
    return NULL;
}

/* In the pack's language, overrides first; then in the fallback language. */
static const char *find(const struct messages *messages, const char *name,
                        bool overrides) {
    const char *const languages[] = {messages->language, FALLBACK_LANGUAGE};
    const char *text = NULL;
    for (size_t i = 0; i < 2 && !text; i++) {
        if (overrides) {
            text = find_in(messages->overrides, messages->noverrides, languages[i], name);
        }
        if (!text) {
            text = find_in(messages->builtin, messages->nbuiltin, languages[i], name);
        }
    }
    return text;
}

const char *messages_find(const struct messages *messages, const char *name) {
    return find(messages, name, true);
}

static const char *find_partial(void *ctx, const char *name) {
    struct attempt *attempt = ctx;
    const char *text = find(attempt->messages, name, attempt->overrides);
    if (!text) {
        snprintf(attempt->missing, sizeof(attempt->missing), "%s", name);
    }
    return text;
}

static bool render(struct attempt *attempt, const char *name, const json_t *view,
                   struct strbuf *out, struct error *err) {
    strbuf_clear(out);
    attempt->missing[0] = '\0';
    const char *text = find(attempt->messages, name, attempt->overrides);
    if (!text) {
        return err_set(err, ERR_NOT_FOUND, "there is no such template");
    }
    return template_render(text, strlen(text), view, markup_escape, find_partial, attempt,
                           out, err);
}

static void push(json_t *inlines, enum tree_kind kind, const char *s) {
    if (!text_is_empty(s)) {
        json_array_append_new(inlines, tree_leaf(kind, s));
    }
}

/* A paragraph "<before> `<name>` <after>", built by hand: an error text may quote a
 * broken template, and nothing of it must become markup. */
static void add_remark(json_t *tree, const char *before, const char *name,
                       const char *after) {
    struct arena *arena = arena_new();
    json_t *inlines = json_array();
    push(inlines, TREE_TEXT, before);
    push(inlines, TREE_CODE, text_clean(arena, name, strlen(name)));
    push(inlines, TREE_TEXT, text_clean(arena, after, strlen(after)));
    json_array_append_new(tree, tree_parent(TREE_PARAGRAPH, inlines));
    arena_free(arena);
}

/* What is said instead of a message that could not be written. */
static json_t *apology(const char *name, const json_t *view, const char *why) {
    struct arena *arena = arena_new();
    json_t *tree = json_array();
    const char *id = jsonx_string(view, "id", NULL);
    const char *about = !id ? "" : arena_printf(arena, "%s: ", id);
    add_remark(
        tree,
        arena_printf(arena, "%sa message could not be written from its template ", about),
        name, arena_printf(arena, ": %s. The timeline has what happened.", why));
    arena_free(arena);
    return tree;
}

/* Lines below a message that is not what its template meant it to be. */
static void add_remarks(json_t *tree, const char *name, bool cut, const char *broken,
                        const char *missing) {
    struct arena *arena = arena_new();
    if (cut) {
        add_remark(tree,
                   "This message was cut; the timeline has all of it. It came from ",
                   name, "");
    }
    if (broken) {
        add_remark(tree,
                   "This is the shipped text, because there is an error in your own ",
                   name, arena_printf(arena, ": %s", broken));
    }
    if (missing[0] != '\0') {
        add_remark(tree, "A part is missing above: there is no template ", missing, "");
    }
    arena_free(arena);
}

json_t *messages_render(const struct messages *messages, const char *name,
                        const json_t *view) {
    struct attempt attempt = {.messages = messages, .overrides = true};
    struct error err = {.code = ERR_OK};
    struct strbuf out;
    strbuf_init(&out, LIMIT_RENDERED);
    bool done = render(&attempt, name, view, &out, &err);
    const char *broken = NULL;
    if (!done && err.code != ERR_NOT_FOUND && messages->noverrides > 0) {
        attempt.overrides = false;
        done = render(&attempt, name, view, &out, NULL);
        broken = err.text;
    }
    json_t *tree = done ? markup_parse(out.ptr, out.len) : apology(name, view, err.text);
    if (json_array_size(tree) == 0) {
        json_decref(tree);
        tree = apology(name, view, "it says nothing");
    }
    if (done) {
        add_remarks(tree, name, out.cut, broken, attempt.missing);
    }
    strbuf_free(&out);
    return tree;
}
