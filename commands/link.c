/* link: two incidents that have to do with each other; said on both timelines, in one
 * commit. */
#include "common.h"
#include "core/args_incident.h"
#include "core/args_text.h"

/* Not with itself and not twice. */
static bool linkable(const struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct incident *other = turn->other;

    if (text_equal(incident->id, other->id)) {
        return err_set(err, ERR_INVALID, "%s cannot be linked with itself.",
                       incident->id);
    }
    for (size_t i = 0; i < incident->nlinks; i++) {
        if (text_equal(incident->links[i].other, other->id)) {
            return err_set(err, ERR_INVALID, "%s is linked with %s already.",
                           incident->id, other->id);
        }
    }
    if (incident->nlinks >= LIMIT_LINKS || other->nlinks >= LIMIT_LINKS) {
        return err_set(err, ERR_LIMIT, "%s has %d links, which is the limit.",
                       incident->nlinks >= LIMIT_LINKS ? incident->id : other->id,
                       LIMIT_LINKS);
    }
    return true;
}

/* Says it on both timelines. The reason is written only where everybody who reads it may
 * read the other incident as well. */
static bool link_both(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn), *other = turn->other;
    const char *reason = turn_arg(turn, "reason");
    const char *here = audience_shares(other, incident, true) ? reason : NULL;
    const char *there = audience_shares(incident, other, false) ? reason : NULL;

    return turn_add(turn, KIND_LINKED,
                    json_pack("{s:s, s:s}", "other", other->id, "as", LINK_RELATED),
                    text_of("reason", here), err) &&
           turn_add_other(
               turn, KIND_LINKED,
               json_pack("{s:s, s:s}", "other", incident->id, "as", LINK_RELATED),
               text_of("reason", there), err);
}

/* "link 1 2", in the channel of a third one: no reason is a number. */
static bool one_other(const struct turn *turn, struct error *err) {
    const char *reason = turn_arg(turn, "reason");
    const char *ref = reason ? arg_incident(turn->arena, reason) : NULL;

    if (ref && text_equal(turn->other->id, turn_incident(turn)->id)) {
        return args_was_quoted(turn, reason) ||
               err_set(err, ERR_INVALID,
                       "Nothing was done: %s is this one. To link it: <!link %s>",
                       turn->other->id, ref);
    }
    return !ref || args_was_quoted(turn, reason) ||
           err_set(err, ERR_INVALID,
                   "Nothing was done: which two?\nThis one with %s: <!link %s>\n"
                   "This one with %s: <!link %s>\nThose two: <!%s link %s>",
                   turn->other->id, turn->other->id, ref, ref, turn->other->id, ref);
}

static bool run(struct turn *turn, struct error *err) {
    const char *apart = NULL;

    if (!one_other(turn, err)) {
        return false;
    }
    if (!linkable(turn, err)) {
        return false;
    }
    if (turn_arg(turn, "reason") &&
        turn->other->restricted != turn_incident(turn)->restricted) {
        apart = turn->other->restricted ? turn->other->id : turn_incident(turn)->id;
    }
    if (!link_both(turn, err)) {
        return false;
    }
    turn_say(turn,
             "Linked with *{{other}}*.{{#apart}} The reason is on {{apart}} alone, which "
             "is restricted.{{/apart}}\n",
             json_pack("{s:s, s:s*}", "other", turn->other->id, "apart", apart));
    return true;
}

const struct command command_link = {
    .name = "link",
    .aliases = (const char *const[]){"related", NULL},
    .summary = "Link with another incident",
    .details = "Both timelines say so. When the other one is the same incident: "
               "<!duplicate>.",
    .example = "link 002 both write to the same database",
    .args =
        (const struct arg[]){
            {"other", ARG_INCIDENT, ARG_REQUIRED, "the other incident", NULL},
            {"reason", ARG_TEXT, 0, "what they have in common", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OTHER,
    .run = run,
};
