/* names.c: see names.h. */
#include "core/names.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "core/incident.h"
#include "core/people.h"
#include "tocsin/limits.h"
#include "tocsin/tree.h"

/* Who is meant by the word at `s` behind its "@": *ret_len bytes of it. A full stop or a
 * colon at its end may belong to the sentence. NULL: nobody who is known. */
static const char *known_at(struct arena *arena, const struct directory *directory,
                            const char *s, size_t *ret_len) {
    size_t len = address_span(s);

    if (len > LIMIT_ACTOR || !address_is(arena_strndup(arena, s, len))) {
        return NULL;
    }
    for (; len > 0; len--) {
        const char *name = people_known(directory, arena_strndup(arena, s, len));

        if (name) {
            *ret_len = len;
            return name;
        }
        if (!strchr(".:-/=", s[len - 1])) {
            return NULL;
        }
    }
    return NULL;
}

/* The same of a channel behind its "#": names of channels are kept as "slack:#C1". */
static const char *channel_at(struct arena *arena, const struct directory *directory,
                              const char *s, size_t *ret_len) {
    size_t len = address_span(s);
    const char *place;

    while (len > 0 && strchr(".:-/@+=", s[len - 1])) {
        len--;
    }
    place = arena_strndup(arena, s, len);
    if (len > LIMIT_ACTOR || !address_is(place)) {
        return NULL;
    }
    *ret_len = len;
    return people_known(
        directory,
        address_beside(arena, place, arena_printf(arena, "#%s", address_name(place))));
}

const char *names_in_text(struct arena *arena, const struct directory *directory,
                          const char *text) {
    struct strbuf out;
    const char *whole = text;
    bool found = false;

    if (!text || !strpbrk(text, "@#")) {
        return text;
    }
    strbuf_init(&out, LIMIT_TEXT);
    while (*text != '\0') {
        size_t plain = strcspn(text, "@#"), len = 0;
        /* "a@b:c" is an address, "<@..>" was typed to look like a mention: both stay;
         * "owner=@b:c" is no address. */
        char before = plain > 0 ? text[plain - 1] : ' ';
        bool inside = before == '<' || (before != '=' && address_char(before));
        const char *name = NULL;

        strbuf_addn(&out, text, plain);
        text += plain;
        if (*text != '\0' && !inside) {
            name = *text == '@' ? known_at(arena, directory, text + 1, &len)
                                : channel_at(arena, directory, text + 1, &len);
        }
        if (name) {
            strbuf_addf(&out, "%c%s", *text, name);
            text += 1 + len;
            found = true;
        } else if (*text != '\0') {
            strbuf_addc(&out, *text++);
        }
    }
    text = found && !out.cut ? arena_strndup(arena, out.ptr, out.len) : whole;
    strbuf_free(&out);
    return text;
}

struct naming {
    struct arena *arena;
    const struct directory *directory;
    const char *network; /* that it is shown on; NULL: any */
};

/* The network calls somebody by the identity that it knows. */
static void name_person(const struct naming *naming, const struct tree_node *node) {
    const char *known = people_known(naming->directory, node->text);
    const char *there = naming->network
                            ? people_on(naming->directory, node->text, naming->network)
                            : NULL;

    jsonx_set_string(node->json, "n", known);
    if (there && there != node->text) {
        jsonx_set_string(node->json, "s", there);
    }
}

static void name_node(void *ctx, const struct tree_node *node) {
    const struct naming *naming = ctx;
    const char *named;

    if (node->kind == TREE_PERSON) {
        name_person(naming, node);
    } else if (node->kind == TREE_TEXT) {
        named = names_in_text(naming->arena, naming->directory, node->text);
        if (named != node->text) {
            jsonx_set_string(node->json, "s", named);
        }
    }
}

void names_on(const struct directory *directory, const char *network, json_t *tree) {
    struct naming naming = {
        .arena = arena_new(), .directory = directory, .network = network};

    tree_walk(tree, name_node, &naming);
    arena_free(naming.arena);
}

void names_in_tree(const struct directory *directory, json_t *tree) {
    names_on(directory, NULL, tree);
}

/* Does a text name somebody by id? */
static bool text_names(const char *text, const char *actor) {
    size_t len = strlen(actor);

    for (; text && (text = strchr(text, '@')) != NULL; text++) {
        if (strncmp(text + 1, actor, len) == 0 &&
            (text[1 + len] == '\0' || !address_char(text[1 + len]) ||
             strchr(".:-/=", text[1 + len]))) {
            return true;
        }
    }
    return false;
}

bool names_shown(const struct incident *incident, const char *actor) {
    const char *const texts[] = {incident->summary,     incident->impact,
                                 incident->next,        incident->workaround,
                                 incident->last_update, incident->resolution,
                                 incident->cause,       incident->eta_text};
    bool shown = text_equal(incident->declarer, actor);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        shown = shown || text_names(texts[i], actor);
    }
    for (size_t i = 0; i < incident->nroles; i++) {
        shown = shown || text_equal(incident->roles[i].actor, actor);
    }
    for (size_t i = 0; i < incident->nactions; i++) {
        shown = shown || text_equal(incident->actions[i].owner, actor) ||
                text_names(incident->actions[i].title, actor);
    }
    return shown;
}

json_t *names_tree(const struct directory *directory, const char *network,
                   const json_t *tree) {
    json_t *copy = json_deep_copy(tree);

    names_on(directory, network, copy);
    return copy;
}
