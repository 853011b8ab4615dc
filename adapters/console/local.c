/* local.c: the console's own commands: one row of codec_locals, one handler each. */
#include "local.h"
#include "base/text.h"
#include "channels.h"
#include "session.h"

static void run_as(struct console *c, struct arena *arena, const char *name) {
    if (*name == '@') {
        name++;
    }
    if (!codec_is_name(name)) {
        session_print(c,
                      "write /as and a name of letters, digits, dot, dash, underscore");
        return;
    }
    session_as(c, name);
    session_print(c, arena_printf(arena, "you are %s", name));
}

static bool may_read(const struct console *c, struct arena *arena,
                     const struct channel *channel) {
    return c->host->may_read(c->host->self, console_actor(arena, c->user),
                             codec_place(arena, channel->name));
}

static void say_topic(struct console *c, struct arena *arena,
                      const struct channel *channel) {
    const char *topic = text_is_empty(channel->topic)  ? "no topic"
                        : !may_read(c, arena, channel) ? "for its members only"
                                                       : channel->topic;
    session_print(c, arena_printf(arena, "%s: %s", channel->name, topic));
}

static void topic_came(void *ctx) {
    struct console *c = ctx;
    if (!c->stopped) {
        struct arena *arena = arena_new();
        say_topic(c, arena, channel_get(c, c->channel));
        arena_free(arena);
    }
    session_finish(c);
}

static void run_channels(struct console *c, struct arena *arena) {
    for (const struct channel *at = c->channels; at; at = at->next) {
        say_topic(c, arena, at);
    }
}

/* False: it goes on. A topic that was shown before a restart is not known here any more. */
static bool run_join(struct console *c, struct arena *arena, const char *name) {
    char *place = codec_place(arena, name);
    char *shown = codec_short(arena, place);
    if (*shown != '#') {
        session_print(c, "write /join and a channel: /join #general");
        return true;
    }
    session_join(c, shown);
    if (!text_is_empty(channel_get(c, shown)->topic)) {
        say_topic(c, arena, channel_get(c, shown));
        return true;
    }
    c->host->show_again(c->host->self, codec_place(arena, shown));
    c->host->quiet(c->host->self, topic_came, c);
    return false;
}

static void run_pinned(struct console *c, struct arena *arena) {
    const struct channel *channel = channel_get(c, c->channel);
    session_print(c, text_is_empty(channel->pinned) ? "nothing is pinned here"
                     : !may_read(c, arena, channel) ? "for its members only"
                                                    : channel->pinned);
}

static void run_help(struct console *c) {
    struct strbuf sb;
    strbuf_init(&sb, LIMIT_RENDERED);
    strbuf_add(&sb, CONSOLE_PREFIX "help: what tocsin can do");
    for (size_t i = 0; i < LOCALS; i++) {
        const struct local_spec *spec = &codec_locals[i];
        strbuf_addf(&sb, "\n%s%s%s: %s", spec->name, *spec->usage == '\0' ? "" : " ",
                    spec->usage, spec->help);
    }
    session_print(c, sb.ptr);
    strbuf_free(&sb);
}

static bool run_clock(struct console *c, struct arena *arena, const char *text,
                      bool step) {
    int64_t ms = 0;
    if (!step && *text == '\0') {
        session_say_time(c, arena);
        return true;
    }
    if (!codec_span(arena, text, &ms) || (ms < 0 && !step)) {
        session_print(c, step ? "write /step +15m or /step -15m" : "write /clock +15m");
        return true;
    }
    session_clock(c, ms, step, c->finished);
    return false;
}

bool local_run(struct console *c, struct arena *arena, const struct line *line) {
    switch (line->local) {
    case LOCAL_AS:
        run_as(c, arena, line->text);
        break;
    case LOCAL_CHANNELS:
        run_channels(c, arena);
        break;
    case LOCAL_CLOCK:
        return run_clock(c, arena, line->text, false);
    case LOCAL_STEP:
        return run_clock(c, arena, line->text, true);
    case LOCAL_HELP:
        run_help(c);
        break;
    case LOCAL_JOIN:
        return run_join(c, arena, line->text);
    case LOCAL_PINNED:
        run_pinned(c, arena);
        break;
    case LOCAL_QUIT:
        console_leave(c);
        break;
    case LOCAL_WHO:
        session_print(c, arena_printf(arena, "%s in %s", c->user, c->channel));
        break;
    case LOCALS:
        break;
    }
    return true;
}
