/* correct: puts one text right that was typed wrong. The old one stays in the timeline
 * for whoever asks for all of it; the state, the record and what is shown from now on
 * have the new one, and whoever was told the old one is told the new one.
 *
 * Nobody knows the numbers of entries at three in the morning: without one, one's own last
 * text is meant, and the answer shows both, so that a wrong guess is seen at once. */
#include "common.h"
#include "core/announce.h"
#include "core/args_doubt.h"
#include "core/history.h"
#include "core/markup_text.h"
#include "core/saying.h"
#include "core/which.h"

enum {
    SHOWN_BYTES = 120,
    LISTED = 5,
    /* so long one's last text is what is meant: a refused command in between is on no
     * timeline */
    GUESSED_MINUTES = 5,
};

static bool is_commander(const struct turn *turn) {
    const char *role = policy_commander(turn->world->policy);
    const char *holder = role ? incident_role(turn_incident(turn), role) : NULL;

    return holder && people_same(turn->world->directory, holder, turn->input->actor);
}

static bool own(const struct turn *turn, const struct entry *entry) {
    return people_same(turn->world->directory, entry->actor, turn->input->actor);
}

static bool may_correct(const struct turn *turn, const struct entry *entry) {
    return own(turn, entry) || is_commander(turn) ||
           people_in_group(turn->world->directory, turn->input->actor, GROUP_ADMIN);
}

/* The text that is meant: the named one, else what the entry is about, else the first one
 * that it has. NULL: it has none. */
static const char *field_of(const struct entry *entry, const char *named) {
    const char *field = named ? named : history_field(entry->kind);

    return field && jsonx_string(entry->text, field, NULL) ? field : NULL;
}

static bool correctable(const struct entry *entry, const char *named) {
    return !entry->undone && !text_equal(entry->kind, KIND_CORRECTED) &&
           field_of(entry, named);
}

static const char *shown(const struct turn *turn, const char *text) {
    return text_cut_word(turn->arena, text, SHOWN_BYTES, NULL);
}

/* A note of what was done is known by what was done. */
static const char *label(const struct entry *entry, const char *field) {
    static const char *const named[][2] = {
        {KIND_MITIGATED, "mitigate"}, {KIND_MITIGATION, "mitigate"},
        {KIND_CONTAINED, "contain"},  {KIND_RESTORED, "restore"},
        {KIND_VERIFIED, "verify"},    {KIND_PART, "part"},
        {KIND_PHASE, "status"},       {KIND_SEVERITY, "severity"},
        {KIND_ROLE, "role"},          {KIND_ESCALATED, "escalate"},
        {KIND_SNOOZED, "snooze"},     {KIND_CHANGED, "set"},
        {KIND_LINKED, "link"},        {KIND_REOPENED, "reopen"},
        {KIND_CLOSED, "close"},       {KIND_CANCELLED, "cancel"},
        {KIND_DUPLICATE, "duplicate"}};

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (text_equal(named[i][0], entry->kind)) {
            return named[i][1];
        }
    }
    return field;
}

/* ---- which text ---- */

static const struct entry *own_last(const struct turn *turn, const char *named) {
    for (size_t i = turn->ntimeline; i > 0; i--) {
        const struct entry *entry = &turn->timeline[i - 1];

        if (own(turn, entry) && correctable(entry, named)) {
            return entry;
        }
    }
    return NULL;
}

/* The asker's last texts, with their numbers; of nobody else's, whoever may correct them.
 */
static bool list(struct turn *turn, struct error *err) {
    json_t *rows = json_array();

    for (size_t i = turn->ntimeline; i > 0 && json_array_size(rows) < LISTED; i--) {
        const struct entry *entry = &turn->timeline[i - 1];
        const char *field = field_of(entry, NULL);

        if (own(turn, entry) && correctable(entry, NULL)) {
            json_array_append_new(
                rows,
                json_pack("{s:I, s:s, s:s, s:s}", "number", (json_int_t)entry->n, "at",
                          turn_time(turn, entry->at), "field", label(entry, field),
                          "text", shown(turn, jsonx_string(entry->text, field, ""))));
        }
    }
    if (json_array_size(rows) == 0) {
        json_decref(rows);
        return err_set(err, ERR_NOT_FOUND,
                       "You have written no text on %s that could be corrected. Entry "
                       "numbers of others: <!timeline>",
                       turn_incident(turn)->id);
    }
    turn_say(turn,
             "Your last texts. The latest is put right by <!correct the right text>, "
             "another by its number: <!correct {{example}} the right text>\n"
             "{{#rows}}- {{number}}. {{{at}}} {{field}}: {{text}}\n{{/rows}}",
             json_pack("{s:o, s:O}", "rows", rows, "example",
                       json_object_get(json_array_get(rows, json_array_size(rows) - 1),
                                       "number")));
    turn->answered = true;
    return true;
}

static bool refuse(const struct turn *turn, int64_t number, const char *named,
                   struct error *err) {
    const struct entry *entry =
        number <= (int64_t)turn->ntimeline ? &turn->timeline[number - 1] : NULL;

    if (!entry) {
        return err_set(
            err, ERR_NOT_FOUND,
            "%s has no entry %lld: it has 1 to %zu. Yours: <!correct>. If %lld "
            "belongs to the text, put the text in quotes.",
            turn_incident(turn)->id, (long long)number, turn->ntimeline,
            (long long)number);
    }
    if (text_equal(entry->kind, KIND_CORRECTED)) {
        return err_set(
            err, ERR_INVALID,
            "Entry %lld is a correction. Correct what it is about: <!correct %lld>",
            (long long)number, (long long)jsonx_int(entry->data, "number", 0));
    }
    if (entry->undone) {
        return err_set(err, ERR_INVALID, "Entry %lld was taken back.", (long long)number);
    }
    if (entry->tx && !entry->text) {
        return err_set(err, ERR_INVALID,
                       "The text of entry %lld was removed, and cannot come back.",
                       (long long)number);
    }
    if (!may_correct(turn, entry)) {
        return err_set(
            err, ERR_DENIED,
            "Entry %lld is of %s: they or the commander can correct it. To add "
            "to it: <!note>",
            (long long)number, people_name(turn->world->directory, entry->actor));
    }
    if (!field_of(entry, named)) {
        return err_set(err, ERR_INVALID,
                       "Entry %lld has no such text. Yours: <!correct>. If %lld belongs "
                       "to the text, put the text in quotes.",
                       (long long)number, (long long)number);
    }
    return true;
}

static const struct entry *find(const struct turn *turn, const char *named,
                                struct error *err) {
    int64_t number = turn_arg_int(turn, "number", 0);
    const struct entry *entry;

    if (number) {
        return refuse(turn, number, named, err) ? &turn->timeline[number - 1] : NULL;
    }
    entry = own_last(turn, named);
    if (!entry) {
        err_set(err, ERR_NOT_FOUND,
                "You have written no %s on %s that could be corrected. Entry numbers of "
                "others: <!timeline>",
                named ? named : "text", turn_incident(turn)->id);
    }
    return entry;
}

/* "correct 20 % of the orders fail": a share is no entry. */
static const char *text_meant(struct turn *turn) {
    const char *text = turn_arg(turn, "text");

    if (text && *text == '%' && turn_arg_int(turn, "number", 0)) {
        text = arena_printf(turn->arena, "%lld %s",
                            (long long)turn_arg_int(turn, "number", 0), text);
        json_object_del(turn->args, "number");
    }
    return text;
}

/* ---- doing it ---- */

/* Is its message edited where it stands? */
static bool is_kept(const struct turn *turn, int64_t number) {
    size_t i;
    json_t *one;

    json_array_foreach((json_t *)turn->kept, i, one) {
        if (json_integer_value(one) == number) {
            return true;
        }
    }
    return false;
}

/* Does a text that is put right say much the same as before? A line that was sent half typed,
 * or that was meant for another command, does not. */
static bool resembles(const struct turn *turn, const char *old, const char *text) {
    struct saying before = saying_of(turn->arena, old);
    struct saying now = saying_of(turn->arena, text);
    size_t common = 0, most = before.n > now.n ? before.n : now.n;

    for (size_t i = 0; i < now.n; i++) {
        bool found = false;

        for (size_t j = 0; j < before.n && !found; j++) {
            found = text_equal(now.words[i].plain, before.words[j].plain) ||
                    args_near(now.words[i].plain, before.words[j].plain);
        }
        common += found ? 1 : 0;
    }
    return 2 * common >= most;
}

/* What was typed last may have been refused: then the last text on the timeline is an
 * older one, and not what is to be put right. */
static bool is_fresh(const struct turn *turn, const struct entry *entry,
                     const char *named, const char *text, struct error *err) {
    const char *field = field_of(entry, named);

    if (turn_arg_int(turn, "number", 0) || !text ||
        (turn->world->now - entry->at <= (int64_t)GUESSED_MINUTES * 60 * 1000 &&
         (named || resembles(turn, jsonx_string(entry->text, field, ""), text)))) {
        return true;
    }
    return err_set(
        err, ERR_INVALID,
        "Nothing is changed: your last text is entry %lld of %s, %s: %s\n"
        "If that is meant: %s",
        (long long)entry->n, turn_time(turn, entry->at), label(entry, field),
        markup_escaped(turn->arena, shown(turn, jsonx_string(entry->text, field, ""))),
        which_line(turn->arena,
                   arena_printf(turn->arena, "correct %lld%s%s", (long long)entry->n,
                                named ? " field=" : "", named ? named : ""),
                   text));
}

static bool run(struct turn *turn, struct error *err) {
    const char *named = turn_arg(turn, "field");
    const char *text = text_meant(turn);
    const struct entry *entry;
    const char *field, *old;

    if (text_equal(named, "eta")) {
        return err_set(err, ERR_INVALID,
                       "Nothing was done: an expected end is told anew by an update: "
                       "<!update what we know now eta: 45m>");
    }
    if (!text && !turn_arg_int(turn, "number", 0)) {
        return list(turn, err);
    }
    entry = find(turn, named, err);
    if (!entry) {
        return false;
    }
    if (!is_fresh(turn, entry, named, text, err)) {
        return false;
    }
    field = field_of(entry, named);
    old = jsonx_string(entry->text, field, "");
    if (!text) {
        return err_set(
            err, ERR_INVALID,
            "Entry %lld says: %s\nWhat should it say? <!correct %lld the right "
            "text>",
            (long long)entry->n, markup_escaped(turn->arena, shown(turn, old)),
            (long long)entry->n);
    }
    if (text_equal(old, text)) {
        return err_set(err, ERR_INVALID, "Entry %lld says so already.",
                       (long long)entry->n);
    }
    old = shown(turn, old);
    if (!turn_add(turn, KIND_CORRECTED,
                  json_pack("{s:I, s:s, s:s}", "number", (json_int_t)entry->n, "field",
                            field, "kind", entry->kind),
                  text_of("text", text), err) ||
        !turn_refold(turn, err)) {
        return false;
    }
    turn_say(turn,
             "Entry {{number}} ({{field}}) is corrected{{#kept}}, also where it was "
             "posted{{/kept}}.{{#told}} What was posted stays; a correction follows it."
             "{{/told}}\nBefore: {{old}}\nNow: {{now}}\n",
             json_pack("{s:I, s:s, s:s, s:s, s:b, s:b}", "number", (json_int_t)entry->n,
                       "field", label(entry, field), "old", old, "now", shown(turn, text),
                       "kept", is_kept(turn, entry->n), "told",
                       announce_tells(entry->kind) && !is_kept(turn, entry->n)));
    return true;
}

const struct command command_correct = {
    .name = "correct",
    .aliases = (const char *const[]){"fix-text", "amend", NULL},
    .summary = "Put a text right that was typed wrong",
    .details = "Without a number your own last text; alone it lists your last ones. The "
               "commander "
               "corrects those of everybody, by number. Of an update with several parts, "
               "`field=impact` (next, workaround) names the part. Who was told is "
               "told; the "
               "message itself is edited where the network can. A secret: <!redact>.",
    .example = "correct rolled back to build 411, not 412",
    .args = (const struct arg[]){{"number", ARG_NUMBER, ARG_MAYBE, "number of the entry",
                                  NULL},
                                 {"field", ARG_WORD, ARG_KEY, "which text of it", NULL},
                                 {"text", ARG_TEXT, 0, "what it should say",
                                  (const char *const[]){"the right text", NULL}},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
