/* dispatch_answer.c: the answer to a command, as it is read where it was typed: it names
 * the incident outside its channel, its lines work there, and it says no more than
 * everybody who reads it may know. */
#include "core/dispatch_answer.h"
#include "base/err.h"
#include "base/text.h"
#include "core/advice.h"
#include "core/args_labels.h"
#include "core/audience.h"
#include "core/form_words.h"
#include "core/next.h"
#include "core/told.h"

/* Outside an incident's channel an answer names the incident: a number may have been
 * another one than was meant. One that names it anyway is left as it is. */
static bool names_it(const struct turn *turn, const char *answer) {
    return !turn->before || text_equal(turn->here, turn->before->id) ||
           strstr(answer, turn->before->id);
}

static const char in_its_channel[] = "Next, in its channel: ";

/* Whole lines that name the incident, but for those that say where to type them. */
static const char *lines_for(const struct turn *turn, const char *said,
                             const char *incident) {
    const char *next = strstr(said, in_its_channel);

    if (text_equal(turn->command->name, "help")) {
        return said;
    }
    return !next ? advice_lines(turn, said, incident)
                 : arena_printf(turn->arena, "%s%s",
                                advice_lines(turn,
                                             arena_strndup(turn->arena, said,
                                                           (size_t)(next - said)),
                                             incident),
                                next);
}

static void say_where(struct turn *turn) {
    const struct incident *incident = turn_incident(turn);
    bool away = incident && !text_equal(turn->here, incident->id);
    const char *said = arena_strndup(turn->arena, turn->reply.ptr, turn->reply.len);
    const char *lines = lines_for(turn, said, away ? incident->id : NULL);

    strbuf_clear(&turn->reply);
    if (!names_it(turn, said)) {
        turn_say(turn, "*{{id}}*:", json_pack("{s:s}", "id", turn->before->id));
        strbuf_add(&turn->reply,
                   text_starts(said, "- ") || text_starts(said, "# ") ? "\n" : " ");
    }
    strbuf_add(&turn->reply, lines);
}

/* It has one, or gets one: only a network that opens none, or failed to, leaves it
 * without. */
static bool has_channel(const struct world *world, const struct incident *incident) {
    if (!networks_can(world->networks, CAP_CHANNELS)) {
        return false;
    }
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed) {
            return true;
        }
    }
    return incident->nplaces == 0;
}

void dispatch_say_next(struct turn *turn, const struct incident *incident) {
    bool channel = has_channel(turn->world, incident);
    bool away = !text_equal(turn->here, incident->id);
    const char *next = next_step(turn->arena, turn->world, incident,
                                 away && !channel ? incident->id : NULL);

    if (next) {
        turn_say(turn, "{{where}}{{{next}}}\n",
                 json_pack("{s:s, s:s}", "next", next, "where",
                           away && channel ? in_its_channel : "Next: "));
    }
}

enum { ANSWER_LINES = 4 };

static size_t lines_said(const struct turn *turn) {
    size_t n = 0;

    for (size_t i = 0; i < turn->reply.len; i++) {
        n += turn->reply.ptr[i] == '\n' ? 1 : 0;
    }
    return n;
}

static void say_next(struct turn *turn) {
    const struct incident *incident = turn_incident(turn);

    /* An answer is read at 3 a.m.: what happened comes before what could. */
    if (lines_said(turn) >= ANSWER_LINES) {
        return;
    }
    if (!turn->answered && incident && next_follows(turn->command->name)) {
        dispatch_say_next(turn, incident);
    }
}

/* ---- answers that more people read than may ---- */

/* The incident that the turn is about, when its contents are not for everybody who reads
 * the answer. */
const struct incident *dispatch_hidden(const struct turn *turn) {
    const struct incident *incident = turn_incident(turn);

    return incident && !turn_reads(turn, incident) ? incident : NULL;
}

/* A read of what this place may not read. */
bool dispatch_not_here(const struct turn *turn, const struct incident *incident,
                       struct error *err) {
    const char *sub = turn->sub ? turn->sub->name : "";

    return err_set(err, ERR_INVALID,
                   "%s is restricted, and everybody here reads this answer. %s"
                   "<!%s%s%s %s>: that answer only you read.",
                   incident->id,
                   audience_in_channel(incident) ? "Ask in its channel, or type "
                                                 : "Type ",
                   turn->command->name, *sub != '\0' ? " " : "", sub, incident->id);
}

/* What was done is done, or not, as ever; the answer says that much and no more. */
bool dispatch_answer_aside(struct turn *turn, const struct incident *incident, bool done,
                           struct error *err) {
    if (!done) {
        err->missing = false; /* nor is it asked for there */
        return err_set(err, err->code,
                       "Nothing was saved on %s, which is restricted: why is not said "
                       "where everybody reads it. Type it in its channel, or as <!%s …>.",
                       incident->id, turn->command->name);
    }
    if (turn->nchanges == 0) {
        return dispatch_not_here(turn, incident, err);
    }
    strbuf_clear(&turn->reply);
    turn_say(
        turn,
        "Recorded on *{{id}}*, which is restricted: more is not said where everybody "
        "reads it. Only for you: <!show {{id}}>\n",
        json_pack("{s:s}", "id", incident->id));
    return true;
}

/* The same for a refusal; one about a field of a form stands in the form. */
bool dispatch_refuse(const struct turn *turn, struct error *err) {
    bool in_form = turn->input->command && err && err->field;
    bool away = turn->before && !text_equal(turn->here, turn->before->id);
    bool named;

    if (!err) {
        return false;
    }
    if (turn->input->command && turn->command) {
        form_refusal(turn->arena, turn->command, turn->sub, err);
    }
    named = names_it(turn, err->text);
    err_set(err, err->code, "%s",
            advice_lines(turn, err->text, away ? turn->before->id : NULL));
    if (!in_form && !named) {
        err_prefix(err, "*%s*", turn->before->id);
    }
    return false;
}

/* What looks as if it were meant for an argument and became text. */
static void say_kept(struct turn *turn) {
    const char *kept = turn->nchanges > 0 ? args_kept(turn) : NULL;

    if (kept) {
        turn_say(turn, "{{{kept}}}\n", json_pack("{s:s}", "kept", kept));
    }
}

void dispatch_answer(struct turn *turn) {
    told_say(turn);
    say_kept(turn);
    say_where(turn);
    say_next(turn);
    turn_finish(turn);
}
