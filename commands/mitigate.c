/* mitigate: users are hit less or no longer, whatever the cause. Each mitigation has a
 * number, because the third attempt is made while the first two are still in place, and
 * somebody has to know which of them helped. A temporary one is said to be temporary,
 * because a workaround that nobody remembers is the next incident. */
#include "common.h"
#include "core/args_shown.h"
#include "core/mitigations.h"
#include "core/parts.h"

enum { ASKED = 3 };

/* ---- one that is known ---- */

static bool unclear(const struct turn *turn, const struct mitigation *known,
                    struct error *err) {
    long long number = (long long)known->number;

    return err_set(
        err, ERR_INVALID,
        "Mitigation %lld %s, since %s. What is so now? <!mitigate %lld works>, "
        "<!mitigate %lld failed>, <!mitigate %lld taken back>",
        number, mitigation_says(known->state), turn_time(turn, known->at), number, number,
        number);
}

static bool change(struct turn *turn, const struct mitigation_said *said,
                   struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct mitigation *known = incident_mitigation(incident, said->number);

    if (!known) {
        const char *all = mitigations_listed(turn->arena, incident);

        return err_set(err, ERR_NOT_FOUND, "There is no mitigation %lld. %s%s",
                       (long long)said->number,
                       all ? "There are: " : "Record one: <!mitigate what was done>",
                       all ? all : "");
    }
    if (!said->state) {
        return unclear(turn, known, err);
    }
    if (text_equal(known->state, said->state)) {
        return err_set(
            err, ERR_PHASE,
            "Already known: mitigation %lld %s, since %s. What is new about it: "
            "<!update what is new>",
            (long long)known->number, mitigation_says(known->state),
            turn_time(turn, known->at));
    }
    if (!turn_add(turn, KIND_MITIGATION,
                  json_pack("{s:I, s:s}", "number", (json_int_t)said->number, "state",
                            said->state),
                  text_of("note", said->note), err)) {
        return false;
    }
    turn->partial = true; /* no step of the policy */
    turn_say(turn,
             "Recorded: mitigation {{number}} {{state}}.{{^stands}} None stands: it "
             "does not count as mitigated any more.{{/stands}}\n",
             json_pack("{s:I, s:s, s:b}", "number", (json_int_t)said->number, "state",
                       mitigation_says(said->state), "stands",
                       turn_incident(turn)->milestones[MILESTONE_MITIGATED] != 0));
    return true;
}

/* "failed", without a number: of the only one that it can be said of. */
static bool change_only(struct turn *turn, struct mitigation_said *said,
                        struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *words = mitigation_words(said->state), *ask = "";
    size_t n = 0;

    for (size_t i = 0; i < incident->nmitigations; i++) {
        const struct mitigation *each = &incident->mitigations[i];

        if (incident->nmitigations > 1 &&
            (text_equal(each->state, said->state) || !mitigation_stands(each))) {
            continue;
        }
        said->number = each->number;
        if (n++ < ASKED) {
            ask = arena_printf(turn->arena, "%s\n- %s%s<!mitigate %lld %s>", ask,
                               each->what ? arg_shown(turn->arena, each->what) : "",
                               each->what ? ": " : "", (long long)each->number, words);
        }
    }
    if (n == 1) {
        return change(turn, said, err);
    }
    if (n > 1) {
        return err_set(err, ERR_INVALID, "Nothing is recorded: which mitigation?%s", ask);
    }
    return err_set(err, ERR_INVALID,
                   "Nothing is recorded: there is no mitigation of which that is new.\n"
                   "A new one: <!mitigate what was done>");
}

/* ---- a new one ---- */

/* The same words; of a long text the state has the beginning. */
static bool says(const struct mitigation *mitigation, const char *note) {
    const char *what = mitigation->what ? mitigation->what : "";
    const char *cut = strstr(what, "…");

    return text_equal(what, note) || (cut && cut[strlen("…")] == '\0' &&
                                      !strncmp(what, note, (size_t)(cut - what)));
}

/* One of them that still stands. */
static const struct mitigation *same(const struct incident *incident, const char *note) {
    for (size_t i = 0; i < incident->nmitigations; i++) {
        if (says(&incident->mitigations[i], note) &&
            mitigation_stands(&incident->mitigations[i])) {
            return &incident->mitigations[i];
        }
    }
    return NULL;
}

static bool is_news(const struct turn *turn, const char *note, const char *part,
                    struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct mitigation *known = note ? same(incident, note) : NULL;
    const char *all = mitigations_listed(turn->arena, incident);

    if (known) {
        return err_set(err, ERR_PHASE,
                       "That is mitigation %lld already, %s since %s. If it failed: "
                       "<!mitigate %lld failed>",
                       (long long)known->number, mitigation_words(known->state),
                       turn_time(turn, known->at), (long long)known->number);
    }
    if (note || !incident->milestones[MILESTONE_MITIGATED]) {
        return true;
    }
    if (part) {
        return part_news(turn, part, PART_MITIGATED, 0, err);
    }
    return err_set(err, ERR_PHASE,
                   "It is mitigated already since %s.%s%s A further one: <!mitigate what "
                   "was done>",
                   turn_time(turn, incident->milestones[MILESTONE_MITIGATED]),
                   all ? " " : "", all ? arena_printf(turn->arena, "%s.", all) : "");
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *note = turn_arg(turn, "note");
    const char *part = turn_arg(turn, "part");
    bool temporary = turn_arg_bool(turn, "temporary");
    struct mitigation_said said = mitigation_read(turn, note);
    json_t *data;

    if (said.number && !part && !temporary) {
        return change(turn, &said, err);
    }
    if (said.state && !part && !temporary) {
        return change_only(turn, &said, err);
    }
    if ((part && !part_room(incident, part, err)) || !is_news(turn, note, part, err)) {
        return false;
    }
    data = json_pack("{s:b, s:I}", "temporary", temporary, "number",
                     (json_int_t)incident->mitigations_made + 1);
    jsonx_set_string(data, "part", part);
    if (!turn_add(turn, KIND_MITIGATED, data, text_of("note", note), err)) {
        return false;
    }
    turn_say(
        turn,
        "Recorded as mitigation {{number}}{{#temporary}}, temporary. Keep its removal "
        "in sight: <!action add remove the workaround>{{/temporary}}{{^temporary}}. "
        "If it does not help: <!mitigate {{number}} failed>{{/temporary}}\n",
        json_pack("{s:b, s:I}", "temporary", temporary, "number",
                  (json_int_t)turn_incident(turn)->mitigations_made));
    return true;
}

const struct command command_mitigate = {
    .name = "mitigate",
    .aliases = (const char *const[]){"mitigated", "mitigation", NULL},
    .summary = "Record that users are hit less, or how a mitigation does",
    .details =
        "The cause may still be there. Each one gets a number; `mitigate 2 failed why` "
        "says how one does: works, failed, taken back, in place. When none stands, it is "
        "not mitigated. Say `temporary` when it has to be replaced later.",
    .example = "mitigate temporary half of the traffic goes to the second region",
    .args = (const struct arg[]){{"temporary", ARG_FLAG, 0, "it has to be replaced later",
                                  (const char *const[]){"temp", "workaround", NULL}},
                                 {"part", ARG_WORD, ARG_KEY, "component or region", NULL},
                                 {"note", ARG_TEXT, 0, "what was done", NULL},
                                 ARG_AT,
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = run,
};
