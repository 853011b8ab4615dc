/* turn.c: a turn from its beginning to its end, and what a command says in it. */
#include "core/turn.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/markup_text.h"
#include "core/template.h"
#include "core/view_fields.h"

#define CUT_NOTE "\n(cut: too long for one answer)\n"

void turn_init(struct turn *turn, struct arena *arena, const struct world *world,
               const struct command_table *commands, const struct input *input) {
    *turn = (struct turn){
        .arena = arena, .world = world, .commands = commands, .input = input};
    strbuf_init(&turn->reply, LIMIT_RENDERED);
}

void turn_free(struct turn *turn) {
    for (size_t i = 0; i < turn->nchanges; i++) {
        incident_free(turn->changes[i].after);
    }
    turn->nchanges = 0;
    strbuf_free(&turn->reply);
}

void turn_drop(struct turn *turn) {
    for (size_t i = 0; i < turn->nchanges; i++) {
        incident_free(turn->changes[i].after);
        turn->changes[i] = (struct change){0};
    }
    turn->nchanges = 0;
    strbuf_clear(&turn->reply);
    turn->buttons = NULL;
    turn->answered = turn->partial = false;
}

const struct command *turn_leaf(const struct turn *turn) {
    return turn->sub ? turn->sub : turn->command;
}

void turn_finish(struct turn *turn) {
    size_t room = turn->reply.max - strlen(CUT_NOTE);
    const char *all;
    const char *end;

    if (!turn->reply.cut) {
        return;
    }
    /* At a line's end, so that no construct is left open. */
    all = arena_strndup(turn->arena, turn->reply.ptr,
                        utf8_floor(turn->reply.ptr, turn->reply.len, room));
    end = strrchr(all, '\n');
    strbuf_clear(&turn->reply);
    strbuf_addn(&turn->reply, all, end ? (size_t)(end - all) : 0);
    strbuf_add(&turn->reply, CUT_NOTE);
}

bool turn_takes(const struct incident *incident, unsigned flags) {
    return !incident->closed || ((flags & COMMAND_WHEN_CLOSED) != 0 &&
                                 (!incident->end || (flags & COMMAND_OF_FACTS) == 0));
}

const struct incident *turn_incident(const struct turn *turn) {
    return turn->nchanges > 0 ? turn->changes[0].after : turn->before;
}

bool turn_reads(const struct turn *turn, const struct incident *incident) {
    const struct input *input = turn->input;
    const struct reader reader = {input->actor, input->shown ? input->place : NULL};

    return audience_reads(turn->world->directory, &reader, incident);
}

/* ---- reply ---- */

void turn_say(struct turn *turn, const char *tmpl, json_t *view) {
    struct error err = {0};

    if (!template_render(tmpl, strlen(tmpl), view, markup_escape, NULL, NULL,
                         &turn->reply, &err)) {
        strbuf_add(&turn->reply, markup_escaped(turn->arena, err.text));
    }
    json_decref(view);
}

const char *turn_arg(const struct turn *turn, const char *name) {
    return jsonx_string(turn->args, name, NULL);
}

int64_t turn_arg_int(const struct turn *turn, const char *name, int64_t otherwise) {
    return jsonx_int(turn->args, name, otherwise);
}

bool turn_arg_bool(const struct turn *turn, const char *name) {
    return jsonx_bool(turn->args, name, false);
}

const json_t *turn_arg_json(const struct turn *turn, const char *name) {
    return json_object_get(turn->args, name);
}

char *turn_time(const struct turn *turn, int64_t ms) {
    return arena_printf(turn->arena, "<t:%lld>", (long long)ms);
}

char *turn_duration(const struct turn *turn, int64_t ms) {
    return ms < SPAN_TOLD_MS ? arena_strdup(turn->arena, "less than a minute")
                             : arena_printf(turn->arena, "<d:%lld>", (long long)ms);
}
