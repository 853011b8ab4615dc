/* held.c: what is shown together: one notice once, with all the places it went to, and
 * the answer to a command behind what the command caused.
 *
 * A notice to three places is three deliveries in three lanes, one after the other, and
 * the answer comes before all of them. On a screen that would be the same text three
 * times, with the answer scrolled away. So what is to be shown waits until nothing but
 * what waits here is under way (host.settled), and then equal texts are one. A delivery
 * is still sent only when the kernel has its bytes, each with an outcome of its own. A
 * network that hangs does not keep the screen dark: after a moment everything is shown as
 * it is. */
#include "held.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec_layout.h"

#define HELD_INDENT "    " /* before the lines of a notice after its first */

enum { PATIENCE_TERMINAL_MS = 250, PATIENCE_PIPE_MS = 5000 };

struct post {
    struct post *next;
    outcome_cb done;
    void *ctx;
    char *place, *name, *incident, *text; /* place is qualified, name is shown */
    bool urgent, topic; /* the topic of a channel comes after what was said in it */
};

struct held {
    struct post *posts, **tail;
    size_t n;
    struct strbuf answer; /* ready to be shown */
    uv_timer_t *timer;
};

void held_start(struct console *c) {
    struct held *held = mem_new(sizeof *held);
    held->tail = &held->posts;
    held->timer = mem_new(sizeof *held->timer);
    uv_timer_init(c->o.loop, held->timer);
    held->timer->data = c;
    strbuf_init(&held->answer, CONSOLE_SHOWN_MAX);
    c->held = held;
}

/* ---- the shape of a notice ---- */

static bool is_own(const struct console *c, const struct post *post) {
    return text_equal(post->name, c->channel) ||
           (*post->name == '@' && text_equal(post->name + 1, c->user));
}

static void add_place(struct strbuf *head, const struct post *post) {
    strbuf_addf(head, "%s%s%s", head->len > 0 ? ", " : "", post->name,
                post->urgent ? " !" : "");
}

static bool alike(const struct post *a, const struct post *b) {
    return !a->topic && !b->topic && text_equal(a->incident, b->incident) &&
           text_equal(a->text, b->text);
}

/* "[#inc-1, #incidents] first line" and the rest behind four spaces; on a terminal "> "
 * stands before what is for the reader. */
static void add_shown(struct console *c, const char *places, bool own, const char *text,
                      struct strbuf *out) {
    struct arena *arena = arena_new();
    size_t columns = console_columns(c);
    bool ansi = c->mode->terminal;
    char *head = arena_printf(arena, "%s%s[%s]%s", ansi ? (own ? "> " : "  ") : "",
                              ansi && own ? CODEC_BOLD_ON : "", places,
                              ansi && own ? CODEC_BOLD_OFF : "");
    size_t first = strcspn(text, "\n");
    size_t taken = codec_width(head, strlen(head)) + 1 + codec_width(text, first);
    if (columns > 0 && taken > columns) {
        codec_lines("", HELD_INDENT, head, columns, out);
        codec_lines(HELD_INDENT, HELD_INDENT, text, columns, out);
    } else {
        codec_lines(arena_printf(arena, "%s ", head), HELD_INDENT, text, columns, out);
    }
    arena_free(arena);
}

/* The same, each line behind its one place: what a transcript looks for. */
static void add_each(const struct post *post, struct strbuf *out) {
    struct arena *arena = arena_new();
    const char *mark = post->topic ? " topic" : post->urgent ? " !" : "";
    codec_block(arena_printf(arena, "[%s%s] ", post->name, mark), post->text, out);
    arena_free(arena);
}

/* The places of a group, the reader's own first. */
static bool add_places(const struct console *c, const struct post *group,
                       struct strbuf *places) {
    const struct post *mine = NULL;
    for (const struct post *at = group; at && !mine; at = at->next) {
        mine = is_own(c, at) ? at : NULL;
    }
    if (mine) {
        add_place(places, mine);
    }
    for (const struct post *at = group; at; at = at->next) {
        if (at != mine) {
            add_place(places, at);
        }
    }
    return mine != NULL;
}

/* ---- out of here ---- */

static void on_taken(void *ctx, bool taken) {
    for (struct post *post = ctx, *next; post; post = next) {
        next = post->next;
        struct outcome outcome = {
            .kind = taken ? OUTCOME_SENT : OUTCOME_RETRY,
            .retry_ms = taken ? 0 : 1000,
            .place = post->place,
            .why = taken ? NULL : "nobody reads the console's output",
        };
        post->done(post->ctx, &outcome);
        free(post->text);
        free(post->incident);
        free(post->name);
        free(post->place);
        free(post);
    }
}

static void show_group(struct console *c, struct post *group) {
    struct strbuf places, shown, each;
    strbuf_init(&places, CONSOLE_SHOWN_MAX);
    strbuf_init(&shown, CONSOLE_SHOWN_MAX);
    strbuf_init(&each, CONSOLE_SHOWN_MAX);
    bool own = add_places(c, group, &places);
    if (group->topic) {
        add_each(group, &shown);
    } else {
        add_shown(c, places.ptr, own, group->text, &shown);
    }
    for (const struct post *at = group; at && c->mode->posted; at = at->next) {
        add_each(at, &each);
    }
    if (c->mode->posted) {
        c->mode->posted(c, shown.ptr, each.ptr, on_taken, group);
    } else {
        c->mode->print(c, shown.ptr, on_taken, group);
    }
    strbuf_free(&each);
    strbuf_free(&shown);
    strbuf_free(&places);
}

/* Takes the first that is no topic, or the first, and all that are like it. */
static struct post *take_group(struct post **posts) {
    struct post **first = posts;
    while (*first && (*first)->topic) {
        first = &(*first)->next;
    }
    first = !*first ? posts : first;
    struct post *group = *first, **end = &group->next;
    *first = group->next;
    *end = NULL;
    for (struct post **at = first; *at;) {
        struct post *post = *at;
        if (!alike(group, post)) {
            at = &post->next;
            continue;
        }
        *at = post->next;
        post->next = NULL;
        *end = post;
        end = &post->next;
    }
    return group;
}

static void show_posts(struct console *c) {
    struct held *held = c->held;
    struct post *posts = held->posts;
    /* What is shown may let the next of its lane come, which waits for its own turn. */
    held->posts = NULL;
    held->tail = &held->posts;
    held->n = 0;
    if (held->answer.len == 0) {
        uv_timer_stop(held->timer);
    }
    while (posts) {
        show_group(c, take_group(&posts));
    }
}

static void show_answer(struct console *c) {
    struct held *held = c->held;
    if (held->answer.len > 0) {
        char *text = mem_copy(held->answer.ptr);
        strbuf_clear(&held->answer);
        c->mode->print(c, text, NULL, NULL);
        free(text);
    }
}

void held_flush(struct console *c) {
    struct held *held = c->held;
    if (!held) {
        return;
    }
    uv_timer_stop(held->timer);
    if (held->posts) {
        show_posts(c);
    }
    show_answer(c);
}

static void on_patience(uv_timer_t *timer) {
    held_flush(timer->data);
}

static void wait_a_moment(struct console *c) {
    uint64_t ms = c->mode->terminal ? PATIENCE_TERMINAL_MS : PATIENCE_PIPE_MS;
    if (!uv_is_active((uv_handle_t *)c->held->timer)) {
        uv_update_time(c->o.loop);
        uv_timer_start(c->held->timer, on_patience, ms, 0);
    }
}

static void on_settled(void *ctx) {
    struct console *c = ctx;
    if (!c->stopped && c->held->posts) {
        show_posts(c);
    }
}

static void on_quiet(void *ctx) {
    struct console *c = ctx;
    if (!c->stopped) {
        held_flush(c);
    }
}

void held_post(struct console *c, const struct delivery *delivery, const char *name,
               const char *text, outcome_cb done, void *ctx) {
    struct held *held = c->held;
    struct post *post = mem_new(sizeof *post);
    *post = (struct post){
        .done = done,
        .ctx = ctx,
        .place = mem_copy(delivery->place),
        .name = mem_copy(name),
        .incident = mem_copy(delivery->incident),
        .text = mem_copy(text),
        .urgent = text_equal(delivery->level, "urgent"),
        .topic = delivery->kind == DELIVERY_MIRROR,
    };
    *held->tail = post;
    held->tail = &post->next;
    held->n++;
    wait_a_moment(c);
    c->host->settled(c->host->self, held->n, on_settled, c);
}

void held_answer(struct console *c, const char *text) {
    strbuf_add(&c->held->answer, text);
    wait_a_moment(c);
    c->host->quiet(c->host->self, on_quiet, c);
}

static void closed(uv_handle_t *handle) {
    free(handle);
}

void held_free(struct console *c) {
    if (c->held) {
        uv_close((uv_handle_t *)c->held->timer, closed);
        strbuf_free(&c->held->answer);
        free(c->held);
        c->held = NULL;
    }
}
