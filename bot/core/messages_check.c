/* messages_check.c: do an operator's own templates belong together?
 *
 * A file that is misnamed would never be used and nobody would notice; a template that
 * includes itself, or one that is not there, would be noticed in an incident. Both are
 * named when the configuration is read. Each template is looked at once, however they
 * include one another. */
#include "core/messages_check.h"
#include "core/messages.h"

#include "base/err.h"
#include "base/text.h"
#include "core/template_lex.h"
#include "core/template_partials.h"
#include "tocsin/limits.h"

#include <assert.h>
#include <string.h>

enum { NAMES_MAX = 512, PATH_MAX_BYTES = 300 };

enum mark { NEW, ON_THE_WAY, DONE };

struct walk {
    const struct messages *messages;
    const char *names[NAMES_MAX + 1]; /* of all templates, each once; NULL-terminated */
    enum mark marks[NAMES_MAX];
    bool included[NAMES_MAX]; /* by an override */
    size_t n;
    const char *way[TEMPLATE_DEPTH + 1]; /* from an override down to here */
    size_t depth;
};

static size_t index_of(const struct walk *walk, const char *name) {
    size_t i = 0;
    while (i < walk->n && !text_equal(walk->names[i], name)) {
        i++;
    }
    return i;
}

static void add_name(struct walk *walk, const char *name) {
    if (index_of(walk, name) == walk->n && walk->n < NAMES_MAX) {
        walk->names[walk->n++] = name;
    }
}

/* "opened > subject > opened" */
static bool refuse_circle(const struct walk *walk, const char *name, struct error *err) {
    char circle[PATH_MAX_BYTES] = "";
    size_t len = 0;
    bool inside = false;
    for (size_t i = 0; i < walk->depth && len < sizeof circle; i++) {
        inside = inside || text_equal(walk->way[i], name);
        if (inside) {
            len += (size_t)snprintf(circle + len, sizeof circle - len, "%s > ",
                                    walk->way[i]);
        }
    }
    return err_set(err, ERR_INVALID, "%s.mustache includes itself: %s%s", name, circle,
                   name);
}

static bool visit(struct walk *walk, const char *name, struct error *err);

static bool included(void *ctx, const char *name, struct error *err) {
    struct walk *walk = ctx;
    const char *by = walk->way[walk->depth - 1];
    size_t i = index_of(walk, name);
    if (i == walk->n) {
        const char *near = text_nearest(name, walk->names);
        return err_set(err, ERR_INVALID,
                       "%s.mustache includes {{> %s}}, and there is no such template%s%s",
                       by, name, near ? "; did you mean " : "", near ? near : "");
    }
    walk->included[i] = true;
    if (walk->marks[i] == ON_THE_WAY) {
        return refuse_circle(walk, walk->names[i], err);
    }
    return walk->marks[i] == DONE || visit(walk, walk->names[i], err);
}

static bool visit(struct walk *walk, const char *name, struct error *err) {
    size_t i = index_of(walk, name);
    const char *text = messages_find(walk->messages, name);
    if (!text) {
        return true; /* shipped in another language only */
    }
    if (walk->depth == TEMPLATE_DEPTH) {
        return err_set(err, ERR_LIMIT,
                       "%s.mustache: templates include one another deeper "
                       "than %d",
                       name, TEMPLATE_DEPTH);
    }
    walk->marks[i] = ON_THE_WAY;
    walk->way[walk->depth++] = name;
    bool ok = template_partials(text, strlen(text), included, walk, err);
    walk->depth--;
    walk->marks[i] = DONE;
    return ok;
}

static bool is_shipped(const struct messages *messages, const char *name) {
    for (size_t i = 0; i < messages->nbuiltin; i++) {
        if (text_equal(messages->builtin[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool refuse_name(const struct walk *walk, const char *name, struct error *err) {
    const char *shipped[NAMES_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < walk->n; i++) {
        if (is_shipped(walk->messages, walk->names[i])) {
            shipped[n++] = walk->names[i];
        }
    }
    shipped[n] = NULL;
    const char *near = text_nearest(name, shipped);
    return err_set(err, ERR_INVALID,
                   "%s.mustache: there is no message of this name and no template "
                   "includes it%s%s",
                   name, near ? "; did you mean " : "", near ? near : "");
}

bool messages_check(const struct messages *messages, struct error *err) {
    struct walk walk = {.messages = messages};
    for (size_t i = 0; i < messages->nbuiltin; i++) {
        add_name(&walk, messages->builtin[i].name);
    }
    for (size_t i = 0; i < messages->noverrides; i++) {
        add_name(&walk, messages->overrides[i].name);
    }
    if (walk.n == NAMES_MAX) {
        return err_set(err, ERR_LIMIT, "there are more than %d templates", NAMES_MAX);
    }
    for (size_t i = 0; i < messages->noverrides; i++) {
        const char *name = messages->overrides[i].name;
        if (walk.marks[index_of(&walk, name)] == NEW && !visit(&walk, name, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < messages->noverrides; i++) {
        const char *name = messages->overrides[i].name;
        if (!is_shipped(messages, name) && !walk.included[index_of(&walk, name)]) {
            return refuse_name(&walk, name, err);
        }
    }
    return true;
}
