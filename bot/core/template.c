/* template.c: rendering, straight from the template's text.
 *
 * No tree is built: a section remembers the lexer where its body begins, finds its end,
 * and renders the body as often as its value says. The value of a tag is written out and
 * never looked at again, so data cannot become a tag. What a template can cost is bounded
 * three times: by its depth, by the characters it reads in all its rounds, and by the
 * ceiling of the output. */
#include "core/template.h"

#include "base/err.h"
#include "core/template_lex.h"
#include "tocsin/limits.h"

enum {
    WORK_MAX = 1024 * 1024, /* bytes of template read, repetitions counted */
    WORK_ROUND = 16,        /* what a tag or a round costs at least */
};

/* What a partial's lines begin with, from the outermost partial inwards. */
struct indent {
    const struct indent *outer;
    struct piece space;
};

struct renderer {
    struct strbuf *out;
    struct error *err;
    template_escape escape;
    template_partial partial;
    void *ctx;
    const json_t *context[TEMPLATE_DEPTH + 1]; /* innermost last */
    size_t ncontext;
    size_t nested; /* sections and partials being rendered */
    size_t work;
};

static bool render(struct renderer *r, struct lexer lexer, const struct indent *indent);

static bool charge(struct renderer *r, size_t work) {
    r->work += work + WORK_ROUND;
    if (r->work <= WORK_MAX) {
        return true;
    }
    return err_set(
        r->err, ERR_LIMIT,
        "the template repeats itself too often: a partial that includes itself, "
        "or lists in lists");
}

/* ---- looking up ---- */

static const json_t *member(const json_t *json, struct piece name) {
    return json_is_object(json) ? json_object_getn(json, name.ptr, name.len) : NULL;
}

/* Takes the part before the first dot off `name`. */
static struct piece take_part(struct piece *name) {
    const char *dot = memchr(name->ptr, '.', name->len);
    size_t len = !dot ? name->len : (size_t)(dot - name->ptr);
    struct piece part = {name->ptr, len};
    size_t taken = !dot ? len : len + 1;
    name->ptr += taken;
    name->len -= taken;
    return part;
}

static const json_t *look_up(const struct renderer *r, struct piece name) {
    if (name.len == 1 && name.ptr[0] == '.') {
        return r->context[r->ncontext - 1];
    }
    struct piece part = take_part(&name);
    const json_t *value = NULL;
    for (size_t i = r->ncontext; i > 0 && !value; i--) {
        value = member(r->context[i - 1], part);
    }
    /* The first part decides the context; the others are not looked for elsewhere. */
    while (name.len > 0 && value) {
        value = member(value, take_part(&name));
    }
    return value;
}

static bool is_truthy(const json_t *value) {
    switch (!value ? JSON_NULL : json_typeof(value)) {
    case JSON_NULL:
    case JSON_FALSE:
        return false;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return json_string_length(value) > 0;
    default:
        return true;
    }
}

/* ---- writing ---- */

/* Shortest digits that read back as the same number. */
static int format_real(double value, char *buf, size_t size) {
    int len = 0;
    for (int digits = 15; digits <= 17; digits++) {
        len = snprintf(buf, size, "%.*g", digits, value);
        if (strtod(buf, NULL) == value) {
            break;
        }
    }
    return len;
}

static void write_value(struct renderer *r, const json_t *value, bool raw) {
    char number[40];
    const char *s = NULL;
    size_t len = 0;
    if (json_is_string(value)) {
        s = json_string_value(value);
        len = json_string_length(value);
    } else if (json_is_integer(value)) {
        s = number;
        len = (size_t)snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
                               json_integer_value(value));
    } else if (json_is_real(value)) {
        s = number;
        len = (size_t)format_real(json_real_value(value), number, sizeof(number));
    } else if (json_is_boolean(value)) {
        s = json_is_true(value) ? "true" : "false";
        len = strlen(s);
    }
    if (s && !raw && r->escape) {
        r->escape(r->out, s, len);
    } else {
        strbuf_addn(r->out, s, len);
    }
}

static void write_indent(struct renderer *r, const struct indent *indent) {
    if (!indent) {
        return;
    }
    write_indent(r, indent->outer);
    strbuf_addn(r->out, indent->space.ptr, indent->space.len);
}

static bool begins_line(const struct lexer *lexer, size_t pos) {
    return pos == 0 || lexer->text[pos - 1] == '\n';
}

static bool is_line_break(const struct lexer *lexer, size_t pos) {
    return lexer->text[pos] == '\n' ||
           (lexer->text[pos] == '\r' && pos + 1 < lexer->len &&
            lexer->text[pos + 1] == '\n');
}

static void write_text(struct renderer *r, const struct lexer *lexer, size_t from,
                       size_t to, const struct indent *indent) {
    if (!indent) {
        strbuf_addn(r->out, lexer->text + from, to - from);
        return;
    }
    while (from < to) {
        if (begins_line(lexer, from) && !is_line_break(lexer, from)) {
            write_indent(r, indent);
        }
        const char *end = memchr(lexer->text + from, '\n', to - from);
        size_t next = !end ? to : (size_t)(end - lexer->text) + 1;
        strbuf_addn(r->out, lexer->text + from, next - from);
        from = next;
    }
}

/* ---- tags ---- */

static bool enter(struct renderer *r) {
    if (++r->nested <= TEMPLATE_DEPTH) {
        return true;
    }
    return err_set(r->err, ERR_LIMIT, "sections and partials nest deeper than %d",
                   TEMPLATE_DEPTH);
}

static bool render_body(struct renderer *r, const json_t *value, const struct lexer *body,
                        const struct indent *indent) {
    r->context[r->ncontext++] = value;
    bool done = charge(r, 0) && render(r, *body, indent);
    r->ncontext--;
    return done;
}

/* `lexer` stands behind the opening tag and is moved behind the closing one. */
static bool render_section(struct renderer *r, struct lexer *lexer, const struct tag *tag,
                           const struct indent *indent) {
    const struct lexer body = *lexer;
    if (!lexer_skip_section(lexer, tag, r->err) || !charge(r, lexer->pos - body.pos) ||
        !enter(r)) {
        return false;
    }
    const json_t *value = look_up(r, tag->name);
    bool done = true;
    if (tag->kind == TAG_INVERTED) {
        done = is_truthy(value) || render(r, body, indent);
    } else if (is_truthy(value) && !json_is_array(value)) {
        done = render_body(r, value, &body, indent);
    } else {
        size_t n = json_array_size(value);
        for (size_t i = 0; i < n && done && !r->out->cut; i++) {
            done = render_body(r, json_array_get(value, i), &body, indent);
        }
    }
    r->nested--;
    return done;
}

static bool render_partial(struct renderer *r, const struct tag *tag,
                           const struct indent *indent) {
    char name[LIMIT_WORD + 1];
    if (tag->name.len >= sizeof(name) || !r->partial) {
        return true; /* nothing can have that name */
    }
    memcpy(name, tag->name.ptr, tag->name.len);
    name[tag->name.len] = '\0';
    const char *text = r->partial(r->ctx, name);
    if (!text) {
        return true;
    }
    size_t len = strlen(text);
    if (!charge(r, len) || !enter(r)) {
        return false;
    }
    if (!template_check(text, len, r->err)) {
        return err_prefix(r->err, "partial \"%s\"", name);
    }
    /* Only a partial on a line of its own is indented; in the middle of a line its text
     * stands as it is, whatever its surroundings' indentation. */
    const struct indent inner = {indent, tag->indent};
    struct lexer lexer;
    lexer_init(&lexer, text, len);
    bool done = render(r, lexer, tag->standalone ? &inner : NULL);
    r->nested--;
    return done;
}

/* Renders up to the end of the template or to the tag that closes the section whose body
 * `lexer` stands in. The text has been checked. */
static bool render(struct renderer *r, struct lexer lexer, const struct indent *indent) {
    while (!r->out->cut) {
        size_t from = lexer.pos;
        struct tag tag;
        if (!lexer_next(&lexer, &tag, r->err) || !charge(r, lexer.pos - from)) {
            return false;
        }
        write_text(r, &lexer, from, tag.start, indent);
        if (!tag.standalone && tag.kind != TAG_END && begins_line(&lexer, tag.start)) {
            write_indent(r, indent);
        }
        bool done = true;
        switch (tag.kind) {
        case TAG_END:
        case TAG_CLOSE:
            return true;
        case TAG_COMMENT:
        case TAG_DELIMITERS:
            break;
        case TAG_NAME:
        case TAG_RAW:
            write_value(r, look_up(r, tag.name), tag.kind == TAG_RAW);
            break;
        case TAG_SECTION:
        case TAG_INVERTED:
            done = render_section(r, &lexer, &tag, indent);
            break;
        case TAG_PARTIAL:
            done = render_partial(r, &tag, indent);
            break;
        }
        if (!done) {
            return false;
        }
    }
    return true;
}

bool template_render(const char *tmpl, size_t len, const json_t *view,
                     template_escape escape, template_partial partial, void *ctx,
                     struct strbuf *out, struct error *err) {
    if (!template_check(tmpl, len, err)) {
        return false;
    }
    struct renderer r = {.out = out,
                         .err = err,
                         .escape = escape,
                         .partial = partial,
                         .ctx = ctx,
                         .context = {view},
                         .ncontext = 1};
    struct lexer lexer;
    lexer_init(&lexer, tmpl, len);
    size_t before = out->len;
    bool was_cut = out->cut;
    if (render(&r, lexer, NULL)) {
        return true;
    }
    out->len = before;
    out->ptr[before] = '\0';
    out->cut = was_cut;
    return false;
}
