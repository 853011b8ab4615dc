/* correct: puts one text right that was typed wrong. The old one stays in the timeline
 * for whoever asks for all of it; the state, the record and what is shown from now on
 * have the new one, and whoever was told the old one is told the new one. */
#include "common.h"
#include "core/history.h"

static bool is_commander(const struct turn *turn) {
    const char *role = policy_commander(turn->world->policy);
    const char *holder = role ? incident_role(turn_incident(turn), role) : NULL;

    return holder && people_same(turn->world->directory, holder, turn->input->actor);
}

static bool may_correct(const struct turn *turn, const struct entry *entry,
                        struct error *err) {
    const struct directory *directory = turn->world->directory;

    if (people_same(directory, entry->actor, turn->input->actor) || is_commander(turn) ||
        people_in_group(directory, turn->input->actor, GROUP_ADMIN)) {
        return true;
    }
    return err_set(err, ERR_DENIED,
                   "Entry %lld is of %s: they or the commander can correct it. To add to "
                   "it: <!note>",
                   (long long)entry->n, people_name(directory, entry->actor));
}

static const struct entry *find(const struct turn *turn, int64_t number,
                                struct error *err) {
    const struct entry *entry =
        number <= (int64_t)turn->ntimeline ? &turn->timeline[number - 1] : NULL;

    if (!entry) {
        err_set(err, ERR_NOT_FOUND, "%s has no entry %lld: it has 1 to %zu.",
                turn_incident(turn)->id, (long long)number, turn->ntimeline);
    } else if (text_equal(entry->kind, KIND_CORRECTED)) {
        err_set(err, ERR_INVALID,
                "Entry %lld is a correction. Correct what it is about: <!correct %lld>",
                (long long)number, (long long)jsonx_int(entry->data, "number", 0));
    } else if (entry->undone) {
        err_set(err, ERR_INVALID, "Entry %lld was taken back.", (long long)number);
    } else if (entry->tx && !entry->text) {
        err_set(err, ERR_INVALID,
                "The text of entry %lld was removed, and cannot come back.",
                (long long)number);
    } else {
        return entry;
    }
    return NULL;
}

/* Which of the entry's texts, and that it differs. */
static bool choose(const struct turn *turn, const struct entry *entry,
                   const char **ret_field, struct error *err) {
    const char *field = turn_arg(turn, "field");
    const char *old;

    field = field ? field : history_field(entry->kind);
    old = field ? jsonx_string(entry->text, field, NULL) : NULL;
    if (!old) {
        return err_set(err, ERR_INVALID,
                       "Entry %lld has no such text. What it says: <!timeline>",
                       (long long)entry->n);
    }
    if (text_equal(old, turn_arg(turn, "text"))) {
        return err_set(err, ERR_INVALID, "Entry %lld says so already.",
                       (long long)entry->n);
    }
    *ret_field = field;
    return true;
}

static bool run(struct turn *turn, struct error *err) {
    const struct entry *entry = find(turn, turn_arg_int(turn, "number", 0), err);
    const char *field = NULL;

    if (!entry || !may_correct(turn, entry, err) || !choose(turn, entry, &field, err)) {
        return false;
    }
    if (!turn_add(turn, KIND_CORRECTED,
                  json_pack("{s:I, s:s, s:s}", "number", (json_int_t)entry->n, "field",
                            field, "kind", entry->kind),
                  text_of("text", turn_arg(turn, "text")), err) ||
        !turn_refold(turn, err)) {
        return false;
    }
    turn_say(turn,
             "Entry {{number}} is corrected. What it said before stays in <!timeline "
             "all>.\n",
             json_pack("{s:I}", "number", (json_int_t)entry->n));
    return true;
}

static const char *const fields[] = {"summary",    "impact", "next",
                                     "workaround", "update", "resolution",
                                     "cause",      "eta",    NULL};

const struct command command_correct = {
    .name = "correct",
    .aliases = (const char *const[]){"fix-text", "amend", NULL},
    .summary = "Put a text right that was typed wrong",
    .details =
        "Your own texts; the commander those of everybody. Entry numbers are shown "
        "by <!timeline>. Of an update with several parts, `field=impact` names "
        "the part. Who was told is told; an update is also edited where it was posted, "
        "where the network can. A secret is removed by <!redact>, not corrected.",
    .example = "correct 12 rolled back to build 411, not 412",
    .args =
        (const struct arg[]){
            {"field", ARG_CHOICE, ARG_KEY, "which text of the entry", fields},
            {"number", ARG_NUMBER, ARG_REQUIRED, "number of the entry", NULL},
            {"text", ARG_TEXT, ARG_REQUIRED, "what it should say", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
