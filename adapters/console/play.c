/* play.c: plays a transcript (codec_script.c; the format is script_help).
 *
 * Each step is done completely, deliveries included, before the next; what it printed is
 * kept until then, and the expectations that follow are held against it. A play that was
 * not met ends at once: what comes after rests on what did not happen. */
#include "play.h"
#include "base/mem.h"
#include "base/text.h"
#include "session.h"
#include "typed.h"

struct play {
    const struct script_step *steps;
    size_t n, at;
    struct arena *seen; /* lines printed since the last step that did something */
    const char **lines;
    size_t nlines, room, cursor;
    bool running; /* inside play_on(): a step that ends at once does not recurse */
    bool waiting;
    size_t passed;
    uv_timer_t *patience; /* of the step at hand */
};

static void play_on(struct console *c);

static void forget(struct play *play) {
    arena_reset(play->seen);
    play->lines = NULL;
    play->nlines = play->room = play->cursor = 0;
}

static void remember(struct play *play, const char *s, size_t len) {
    if (play->nlines == play->room) {
        size_t room = play->room == 0 ? 64 : 2 * play->room;
        const char **grown = arena_array(play->seen, room, sizeof *grown);
        for (size_t i = 0; i < play->nlines; i++) {
            grown[i] = play->lines[i];
        }
        play->lines = grown;
        play->room = room;
    }
    play->lines[play->nlines++] = arena_strndup(play->seen, s, len);
}

static void write_text(struct console *c, const char *text) {
    output_write(c->output, text, strlen(text), NULL, NULL);
}

static void remember_lines(struct console *c, const char *text) {
    struct play *play = c->state;
    for (const char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        remember(play, line, len);
        line += line[len] == '\n' ? len + 1 : len;
    }
}

static void script_print(struct console *c, const char *text, taken_cb cb, void *ctx) {
    remember_lines(c, text);
    output_write(c->output, text, strlen(text), cb, ctx);
}

/* A transcript looks for what a place was told, wherever else that went. */
static void script_posted(struct console *c, const char *shown, const char *each,
                          taken_cb cb, void *ctx) {
    remember_lines(c, each);
    output_write(c->output, shown, strlen(shown), cb, ctx);
}

/* The clock, or what happens on its way, does not come to an end. */
static void step_hangs(uv_timer_t *timer) {
    struct console *c = timer->data;
    struct play *play = c->state;
    struct arena *arena = arena_new();
    c->status = 1;
    write_text(
        c, arena_printf(arena,
                        "* %s:%zu: this step did not end within %lld s: let less time "
                        "pass in it\n",
                        script_file(c->o.script), play->steps[play->at - 1].line,
                        (long long)(c->o.step_ms / 1000)));
    arena_free(arena);
    c->finished = NULL;
    c->stopping = true;
    play->at = play->n;
    c->host->stop(c->host->self);
}

static void wait_for_step(struct console *c) {
    struct play *play = c->state;
    play->waiting = true;
    uv_timer_start(play->patience, step_hangs, (uint64_t)c->o.step_ms, 0);
}

static void step_ended(struct console *c) {
    struct play *play = c->state;
    play->waiting = false;
    uv_timer_stop(play->patience);
    if (!play->running) {
        play_on(c);
    }
}

static void end_play(struct console *c, const struct script_step *unmet) {
    struct play *play = c->state;
    struct arena *arena = arena_new();
    const char *file = script_file(c->o.script);
    if (!unmet) {
        write_text(
            c, arena_printf(arena, "* %s: %zu expectations met\n", file, play->passed));
    } else {
        c->status = 1;
        write_text(c,
                   arena_printf(arena, "* %s:%zu: not met: %c %s\n", file, unmet->line,
                                unmet->kind == SCRIPT_EXPECT ? '?' : '!', unmet->text));
    }
    arena_free(arena);
    play->at = play->n;
    play->waiting = true;
    console_leave(c);
}

static void type(struct console *c, const struct script_step *step) {
    struct arena *arena = arena_new();
    session_as(c, step->user);
    session_join(c, step->channel);
    write_text(c, arena_printf(arena, "%s%s\n", session_prompt(c, arena),
                               codec_short(arena, step->text)));
    arena_free(arena);
    wait_for_step(c);
    typed_line(c, step->text, strlen(step->text), step_ended);
}

static void pass_time(struct console *c, int64_t ms) {
    if (ms == 0) {
        return;
    }
    wait_for_step(c);
    session_clock(c, ms, false, step_ended);
}

/* False: the play ends here. */
static bool take(struct console *c, const struct script_step *step) {
    struct play *play = c->state;
    switch (step->kind) {
    case SCRIPT_COMMENT:
        write_text(c, step->text);
        write_text(c, "\n");
        return true;
    case SCRIPT_EXPECT:
    case SCRIPT_REFUSE:
        if (!script_met(step, play->lines, play->nlines, &play->cursor)) {
            return false;
        }
        play->passed++;
        return true;
    case SCRIPT_UNTIL:
    case SCRIPT_ADVANCE: {
        int64_t ms = step->kind == SCRIPT_ADVANCE ? step->ms : step->ms - console_now(c);
        forget(play);
        /* Time moves one way; a moment that has passed is a mistake in the file. */
        if (ms >= 0) {
            pass_time(c, ms);
        }
        return ms >= 0;
    }
    case SCRIPT_INPUT:
        forget(play);
        type(c, step);
        return true;
    }
    return true;
}

static void report_past(struct console *c, const struct script_step *step) {
    struct arena *arena = arena_new();
    c->status = 1;
    write_text(c, arena_printf(arena, "* %s:%zu: this moment has passed already\n",
                               script_file(c->o.script), step->line));
    arena_free(arena);
    console_leave(c);
}

static void play_on(struct console *c) {
    struct play *play = c->state;
    play->running = true;
    while (!play->waiting && play->at < play->n) {
        const struct script_step *step = &play->steps[play->at++];
        if (take(c, step)) {
            continue;
        }
        play->running = false;
        if (step->kind == SCRIPT_UNTIL || step->kind == SCRIPT_ADVANCE) {
            report_past(c, step);
        } else {
            end_play(c, step);
        }
        return;
    }
    play->running = false;
    if (!play->waiting && !c->stopping) {
        end_play(c, NULL);
    }
}

static void begin(void *ctx) {
    struct console *c = ctx;
    if (!c->stopped) {
        play_on(c);
    }
}

static bool script_begin(struct console *c) {
    struct play *play = mem_new(sizeof *play);
    play->steps = script_steps(c->o.script, &play->n);
    play->seen = arena_new();
    play->patience = mem_new(sizeof *play->patience);
    uv_timer_init(c->o.loop, play->patience);
    play->patience->data = c;
    c->state = play;
    session_start(c);
    c->host->quiet(c->host->self, begin, c);
    return true;
}

static void script_stop(struct console *c) {
    struct play *play = c->state;
    play->waiting = true;
    uv_timer_stop(play->patience);
}

static void patience_closed(uv_handle_t *handle) {
    free(handle);
}

static void script_end(struct console *c) {
    struct play *play = c->state;
    uv_close((uv_handle_t *)play->patience, patience_closed);
    arena_free(play->seen);
    free(play);
}

const struct mode mode_script = {
    .fits = true,
    .start = script_begin,
    .stop = script_stop,
    .free = script_end,
    .send = session_send,
    .print = script_print,
    .posted = script_posted,
    .answered = remember_lines,
};
