/* terminal.c: the console at a terminal, by libedit.
 *
 * libedit reads when it wants to and would block the loop (and with it every deadline) in
 * the middle of a key. So it never reads: bytes are collected from the loop, and only
 * when a whole key is there (codec_key) libedit is called, in its unbuffered mode, with a
 * getter that hands out these bytes. Output that arrives while somebody types clears what
 * is typed, prints, and draws it again. */
#include "terminal.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec_layout.h"
#include "codec_line.h"
#include "session.h"
#include "typed.h"
#include <fcntl.h>
#include <histedit.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

enum { KEYS_MAX = 4096, HISTORY_LINES = 1000, CANDIDATES_MAX = 64 };

struct terminal {
    EditLine *el;
    History *history;
    HistEvent event;
    FILE *in, *out;
    uv_poll_t *poll;
    struct arena *arena; /* the prompt's text */
    char keys[KEYS_MAX];
    size_t nkeys, key;   /* bytes there, bytes handed to libedit */
    size_t limit;        /* end of the key that libedit may read now */
    bool editing;        /* the prompt is on the screen */
    struct strbuf offer; /* candidates to show once libedit is done with the key */
};

static struct console *console_of(EditLine *el) {
    struct console *c = NULL;
    el_get(el, EL_CLIENTDATA, &c);
    return c;
}

static char *prompt(EditLine *el) {
    struct console *c = console_of(el);
    struct terminal *t = c->state;
    arena_reset(t->arena);
    return session_prompt(c, t->arena);
}

/* Next character of the key at hand; 0 (end of file to libedit) when there is none. */
static int next_key(EditLine *el, wchar_t *ret) {
    struct terminal *t = console_of(el)->state;
    mbstate_t state = {0};
    if (t->key >= t->limit) {
        return 0;
    }
    size_t n = mbrtowc(ret, t->keys + t->key, t->limit - t->key, &state);
    if (n == 0 || n > t->limit - t->key) { /* NUL, or bytes that are no character */
        *ret = n == 0 ? L'\0' : L'?';
        n = 1;
    }
    t->key += n;
    return 1;
}

/* ---- the screen ---- */

/* Characters, as libedit counts them. */
static size_t characters(const char *s, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    }
    return n;
}

/* Removes prompt and typed text, however many rows they take. */
static void clear_line(struct console *c) {
    struct terminal *t = c->state;
    const LineInfo *line = el_line(t->el);
    size_t columns = console_columns(c), column;
    struct arena *arena = arena_new();
    char *before = arena_printf(arena, "%s%.*s", session_prompt(c, arena),
                                (int)(line->cursor - line->buffer), line->buffer);
    size_t rows = columns > 0 ? codec_rows(before, strlen(before), columns, &column) : 0;
    if (rows > 0) {
        fprintf(t->out, "\033[%zuA", rows);
    }
    fputs("\r\033[J", t->out);
    fflush(t->out);
    arena_free(arena);
}

static void edit(struct terminal *t, bool on) {
    if (t->editing != on) {
        el_set(t->el, EL_UNBUFFERED, on ? 1 : 0);
    }
    t->editing = on;
}

static void print(struct console *c, const char *text, taken_cb cb, void *ctx) {
    struct terminal *t = c->state;
    if (!t->editing) {
        output_write(c->output, text, strlen(text), cb, ctx);
        return;
    }
    const LineInfo *line = el_line(t->el);
    struct arena *arena = arena_new();
    char *typed =
        arena_strndup(arena, line->buffer, (size_t)(line->lastchar - line->buffer));
    size_t after = characters(line->cursor, (size_t)(line->lastchar - line->cursor));
    clear_line(c);
    /* Printing happens in cooked mode, so that newlines return to the first column. */
    edit(t, false);
    output_write(c->output, text, strlen(text), cb, ctx);
    edit(t, true);
    if (*typed != '\0') {
        el_insertstr(t->el, typed);
        el_cursor(t->el, -(int)after);
        /* The prompt is there already, and a refresh draws it from where the cursor is.
         */
        fputs("\r", t->out);
        fflush(t->out);
        el_set(t->el, EL_REFRESH);
    }
    arena_free(arena);
}

/* ---- completion ---- */

struct offers {
    const char *begun; /* the word at the cursor, so far */
    const char *words[CANDIDATES_MAX];
    size_t n;
    struct arena *arena;
};

/* How much all candidates have in common. */
static size_t common(const char *const *words, size_t n) {
    size_t len = strlen(words[0]);
    for (size_t i = 1; i < n; i++) {
        for (size_t k = 0; k < len; k++) {
            if (words[i][k] != words[0][k]) {
                len = k;
            }
        }
    }
    return len;
}

static void offer(void *ctx, const char *word) {
    struct offers *offers = ctx;
    if (offers->n < CANDIDATES_MAX && text_starts(word, offers->begun)) {
        offers->words[offers->n++] = arena_strdup(offers->arena, word);
    }
}

/* The console's own commands are known here, tocsin's to the host. */
static void find_offers(struct console *c, const char *typed, struct offers *offers) {
    const char *rest = codec_after_prefix(typed), *space = strrchr(typed, ' ');
    offers->begun = space ? space + 1 : typed;
    if (rest) {
        c->host->complete(c->host->self, rest, offer, offers);
    } else {
        offers->n = codec_complete(typed, offers->words, CANDIDATES_MAX);
    }
}

static void show_offers(struct terminal *t, const struct offers *offers) {
    strbuf_clear(&t->offer);
    for (size_t i = 0; i < offers->n; i++) {
        strbuf_addf(&t->offer, "%s%s", i > 0 ? "  " : "", offers->words[i]);
    }
}

static unsigned char complete(EditLine *el, int ch) {
    (void)ch;
    struct console *c = console_of(el);
    const LineInfo *line = el_line(el);
    struct arena *arena = arena_new();
    struct offers offers = {.arena = arena};
    unsigned char result = CC_ERROR;
    find_offers(c,
                arena_strndup(arena, line->buffer, (size_t)(line->cursor - line->buffer)),
                &offers);
    size_t have = strlen(offers.begun);
    size_t all = offers.n > 0 ? common(offers.words, offers.n) : 0;
    if (all > have || offers.n == 1) {
        char *rest = arena_strndup(arena, offers.words[0] + have, all - have);
        /* "service=" goes on */
        bool whole = offers.n == 1 && !strchr("=:", offers.words[0][all - 1]);
        el_insertstr(el, arena_printf(arena, "%s%s", rest, whole ? " " : ""));
        result = CC_REFRESH;
    } else if (offers.n > 1) {
        show_offers(c->state, &offers);
        result = CC_NORM;
    }
    arena_free(arena);
    return result;
}

/* ---- keys ---- */

static void take_line(struct console *c, const char *s, size_t len) {
    struct terminal *t = c->state;
    struct arena *arena = arena_new();
    char *typed = arena_strndup(arena, s, len);
    while (len > 0 && (typed[len - 1] == '\n' || typed[len - 1] == '\r')) {
        typed[--len] = '\0';
    }
    if (!text_is_empty(typed)) {
        history(t->history, &t->event, H_ENTER, typed);
    }
    edit(t, false);
    if (len > LIMIT_INPUT) {
        session_print(c, "this line is too long: nothing was sent");
    } else {
        typed_line(c, typed, len, NULL);
    }
    if (!c->stopping) {
        edit(t, true);
    }
    arena_free(arena);
}

/* One whole key goes to libedit. */
static void press(struct console *c, size_t len) {
    struct terminal *t = c->state;
    int count = 0;
    bool end = t->keys[0] == 'D' - '@' && len == 1;
    const LineInfo *now = el_line(t->el);
    if (end && now->lastchar == now->buffer) {
        edit(t, false);
        session_print(c, "bye");
        console_leave(c);
        t->nkeys = 0;
        return;
    }
    t->key = 0;
    t->limit = len;
    const char *line = el_gets(t->el, &count);
    memmove(t->keys, t->keys + len, t->nkeys - len);
    t->nkeys -= len;
    if (line && count > 0 && (line[count - 1] == '\n' || line[count - 1] == '\r')) {
        take_line(c, line, (size_t)count);
    }
    if (t->offer.len > 0) {
        session_print(c, t->offer.ptr);
        strbuf_clear(&t->offer);
    }
}

static void on_keys(uv_poll_t *poll, int status, int events) {
    struct console *c = poll->data;
    struct terminal *t = c->state;
    (void)events;
    ssize_t n =
        status < 0 ? 0 : read(c->o.in, t->keys + t->nkeys, sizeof t->keys - t->nkeys);
    if (n <= 0) { /* the terminal is gone */
        uv_poll_stop(t->poll);
        console_leave(c);
        return;
    }
    t->nkeys += (size_t)n;
    size_t len;
    while (!c->stopping && (len = codec_key(t->keys, t->nkeys)) > 0) {
        press(c, len);
    }
    if (t->nkeys == sizeof t->keys) { /* an escape sequence without end */
        t->nkeys = 0;
    }
}

/* ---- beginning and end ---- */

static void open_editor(struct console *c) {
    struct terminal *t = c->state;
    t->in = fdopen(dup(c->o.in), "r");
    t->out = fdopen(dup(c->o.out), "w");
    if (!t->in || !t->out) {
        abort(); /* out of memory or of descriptors */
    }
    t->el = mem_got(el_init("tocsin", t->in, t->out, stderr));
    t->history = mem_got(history_init());
    history(t->history, &t->event, H_SETSIZE, HISTORY_LINES);
    history(t->history, &t->event, H_SETUNIQUE, 1);
    if (c->o.history) {
        history(t->history, &t->event, H_LOAD, c->o.history);
    }
    el_set(t->el, EL_CLIENTDATA, c);
    el_set(t->el, EL_PROMPT, prompt);
    el_set(t->el, EL_EDITOR, "emacs");
    el_set(t->el, EL_HIST, history, t->history);
    el_set(t->el, EL_GETCFN, next_key);
    /* The narrow call keeps copies of both strings that nobody frees. */
    el_wset(t->el, EL_ADDFN, L"tocsin-complete", L"complete a command", complete);
    el_set(t->el, EL_BIND, "^I", "tocsin-complete", NULL);
    /* The search of old lines reads keys by itself: there would be none. */
    el_set(t->el, EL_BIND, "^R", "ed-unassigned", NULL);
    el_set(t->el, EL_BIND, "^S", "ed-unassigned", NULL);
}

static bool terminal_start(struct console *c) {
    struct terminal *t = mem_new(sizeof *t);
    c->state = t;
    t->arena = arena_new();
    strbuf_init(&t->offer, LIMIT_RENDERED);
    t->poll = mem_new(sizeof *t->poll);
    session_start(c);
    int flags = fcntl(c->o.in, F_GETFL);
    if (uv_poll_init(c->o.loop, t->poll, c->o.in) != 0) {
        free(t->poll);
        t->poll = NULL;
        return false;
    }
    t->poll->data = c;
    (void)fcntl(c->o.in, F_SETFL, flags); /* a terminal's flags belong to the shell too */
    open_editor(c);
    session_print(c, "this is tocsin: " CONSOLE_PREFIX "help, /help, /quit");
    edit(t, true);
    uv_poll_start(t->poll, UV_READABLE, on_keys);
    return true;
}

static void terminal_stop(struct console *c) {
    struct terminal *t = c->state;
    if (!t->el) {
        return;
    }
    uv_poll_stop(t->poll);
    if (t->editing) {
        clear_line(c);
    }
    edit(t, false);
    if (c->o.history) {
        history(t->history, &t->event, H_SAVE, c->o.history);
    }
}

static void closed(uv_handle_t *handle) {
    free(handle);
}

static void terminal_free(struct console *c) {
    struct terminal *t = c->state;
    if (t->poll) {
        uv_close((uv_handle_t *)t->poll, closed);
    }
    if (t->el) {
        el_end(t->el);
        history_end(t->history);
        fclose(t->in);
        fclose(t->out);
    }
    strbuf_free(&t->offer);
    arena_free(t->arena);
    free(t);
}

const struct mode mode_terminal = {
    .terminal = true,
    .fits = true,
    .start = terminal_start,
    .stop = terminal_stop,
    .free = terminal_free,
    .send = session_send,
    .print = print,
};
