/* undo: takes back what oneself has just typed. The entries stay on the timeline and
 * count as not having happened; whoever was told is told so. Only within minutes and only
 * the last command: later, others have acted on it, and the way back is a command that
 * says what is so now. Which command that is, is always said: by its entry. */
#include "base/address.h"
#include "common.h"
#include "core/history.h"
#include "core/record_words.h"

enum {
    UNDO_MINUTES = 5,
    ASKED_BYTES = 300,
    /* What is older is named first: whoever types undo after a command that was refused
     * means that one, of which there is nothing on the timeline. */
    SLIP_MS = 2 * 60 * 1000,
};

/* One command's entries: places in the timeline. */
struct typed {
    size_t first, last;
};

static const struct entry *at(const struct turn *turn, size_t i) {
    return &turn->timeline[i];
}

/* Written by the asker as a command: marks on messages are no commands. */
static bool own(const struct turn *turn, const struct entry *entry) {
    static const char *const marks[] = {KIND_MARKED, KIND_UNMARKED, KIND_PINNED,
                                        KIND_FILE, NULL};

    return !address_on(entry->actor, ADDRESS_BOT) && !text_in(entry->kind, marks) &&
           people_same(turn->world->directory, entry->actor, turn->input->actor);
}

static bool together(const struct entry *a, const struct entry *b) {
    return text_equal(a->actor, b->actor) &&
           (a->in || b->in ? text_equal(a->in, b->in) : a->at == b->at);
}

/* The command that wrote entry i. That it was also an acknowledgement stays true. */
static struct typed command_of(const struct turn *turn, size_t i) {
    struct typed typed = {i, i};

    while (typed.first > 0 && together(at(turn, typed.first - 1), at(turn, i))) {
        typed.first--;
    }
    while (typed.last + 1 < turn->ntimeline &&
           together(at(turn, typed.last + 1), at(turn, i))) {
        typed.last++;
    }
    if (typed.first < typed.last &&
        text_equal(at(turn, typed.first)->kind, KIND_ACKNOWLEDGED)) {
        typed.first++;
    }
    return typed;
}

/* ---- may it be taken back ---- */

static const char *line_short(const struct turn *turn, const struct entry *entry) {
    return text_cut_word(turn->arena, record_entry_line(turn->arena, turn->world, entry),
                         ASKED_BYTES, NULL);
}

/* An end is not undone: whoever was told of it has to be told why it goes on. */
static bool refused_end(const struct turn *turn, const struct entry *entry,
                        struct error *err) {
    static const struct {
        const char *kind, *say;
    } ends[] = {
        {KIND_CLOSED, "Closing is not taken back. To open it again, type <!reopen it was "
                      "closed too early>"},
        {KIND_CANCELLED,
         "Cancelling is not taken back. To open it again, type <!reopen it "
         "is an incident after all>"},
        {KIND_DUPLICATE, "Ending it as a duplicate is not taken back. To open it again, "
                         "type <!reopen it is an incident of its own>"},
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (text_equal(ends[i].kind, entry->kind)) {
            return !err_set(err, ERR_INVALID, "%s",
                            turn_incident(turn)->closed
                                ? ends[i].say
                                : "It was opened again since: it goes on. What is "
                                  "possible: <!show>");
        }
    }
    return false;
}

static bool refused(const struct turn *turn, const struct entry *entry,
                    struct error *err) {
    static const struct {
        const char *kind, *say;
    } ways[] = {
        {KIND_OPENED, "A declaration cannot be taken back. When there is no incident: "
                      "<!cancel it is a false alarm>"},
        {KIND_REOPENED, "A reopening is not taken back. If it does work: <!restore how "
                        "you know>, <!resolve what fixed it>"},
        {KIND_ESCALATED, "They have been called already. Tell them: <!update what is "
                         "so>"},
        {KIND_REDACTED, "A text that was removed is gone for good."},
        {KIND_LINKED, "A link is kept on both incidents and is not taken back. Say what "
                      "is so: <!note the link is wrong>"},
    };

    if (refused_end(turn, entry, err)) {
        return false;
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (text_equal(ways[i].kind, entry->kind)) {
            return err_set(err, ERR_INVALID, "%s", ways[i].say);
        }
    }
    return err_set(err, ERR_INVALID,
                   "Entry %lld cannot be taken back. Say what is so now: <!note>",
                   (long long)entry->n);
}

static bool is_course(const char *kind) {
    static const char *const kinds[] = {
        KIND_CONTAINED, KIND_MITIGATED, KIND_RESOLVED, KIND_RESTORED,
        KIND_VERIFIED,  KIND_PHASE,     NULL};

    return text_in(kind, kinds);
}

static bool same_member(const struct entry *a, const struct entry *b, const char *key) {
    return json_equal(json_object_get(a->data, key), json_object_get(b->data, key)) == 1;
}

/* Does the later entry stand on the earlier one? */
static bool stands_on(const struct entry *later, const struct entry *earlier) {
    static const char *const ends[] = {KIND_VERIFIED, KIND_CLOSED, KIND_REOPENED, NULL};
    static const char *const roles[] = {KIND_ROLE, KIND_ROLE_RELEASED, NULL};

    if (text_equal(later->kind, KIND_MITIGATION) &&
        text_equal(earlier->kind, KIND_MITIGATED)) {
        return same_member(later, earlier, "number");
    }
    if (is_course(earlier->kind)) {
        return text_in(later->kind, ends);
    }
    if (text_in(earlier->kind, roles)) {
        return text_in(later->kind, roles) && same_member(later, earlier, "role");
    }
    if (text_equal(earlier->kind, KIND_ACTION_ADDED)) {
        return text_equal(later->kind, KIND_ACTION_DONE) &&
               same_member(later, earlier, "number");
    }
    return text_equal(earlier->kind, later->kind) &&
           (text_equal(later->kind, KIND_SEVERITY) ||
            text_equal(later->kind, KIND_CHANGED));
}

static bool free_standing(const struct turn *turn, const struct typed *typed,
                          struct error *err) {
    for (size_t i = typed->first; i <= typed->last; i++) {
        for (size_t k = typed->last + 1; k < turn->ntimeline; k++) {
            const struct entry *later = at(turn, k);

            if (!later->undone && stands_on(later, at(turn, i))) {
                return err_set(err, ERR_PHASE,
                               "%s has built on it since (entry %lld), so it is not "
                               "taken back. What is possible: <!show>",
                               people_name(turn->world->directory, later->actor),
                               (long long)later->n);
            }
        }
    }
    return true;
}

static bool too_old(const struct turn *turn, const struct entry *entry,
                    struct error *err) {
    const char *field = history_field(entry->kind);
    bool text = field && jsonx_string(entry->text, field, NULL);

    return err_set(
        err, ERR_INVALID,
        "That is entry %lld, and only the last %d minutes can be taken back:\n%s\n%s%s",
        (long long)entry->n, UNDO_MINUTES, line_short(turn, entry),
        text ? "To put its text right: " : "Say what is so now: <!note it was a mistake>",
        text ? arena_printf(turn->arena, "<!correct %lld the right text>",
                            (long long)entry->n)
             : "");
}

static bool possible(const struct turn *turn, const struct typed *typed,
                     struct error *err) {
    int64_t age = turn->world->now - at(turn, typed->first)->at;

    for (size_t i = typed->first; i <= typed->last; i++) {
        if (!history_undoable(at(turn, i)->kind)) {
            return refused(turn, at(turn, i), err);
        }
        /* Making readable what was restricted is a decision of its own. */
        if (json_is_true(json_object_get(at(turn, i)->data, "restricted"))) {
            return err_set(err, ERR_INVALID,
                           "A restriction is not taken back. To lift it: <!set "
                           "restricted=no>");
        }
    }
    if (age > (int64_t)UNDO_MINUTES * 60 * 1000) {
        return too_old(turn, at(turn, typed->first), err);
    }
    return free_standing(turn, typed, err);
}

/* ---- which command ---- */

/* The latest command of the asker below place `end` that still counts, or -1. */
static int64_t latest(const struct turn *turn, size_t end) {
    for (size_t i = end; i > 0; i--) {
        const struct entry *entry = at(turn, i - 1);

        if (own(turn, entry) && !entry->undone && !text_equal(entry->kind, KIND_UNDONE)) {
            return (int64_t)i - 1;
        }
    }
    return -1;
}

/* Two in a row are more often a doubt than a wish: the second one asks, and says what it
 * would take back. What cannot be taken back is not offered. */
static bool ask_again(const struct turn *turn, int64_t before, struct error *err) {
    struct error why = {0};
    struct typed typed;

    if (before >= 0) {
        typed = command_of(turn, (size_t)before);
    }
    if (before < 0 || !possible(turn, &typed, &why)) {
        return err_set(
            err, ERR_INVALID,
            "You have just taken back your last command; nothing else of yours "
            "can be taken back.%s\nTo have it again, send it again. What holds now: "
            "<!show>",
            before < 0 ? "" : " Only the last few minutes can.");
    }
    return err_set(
        err, ERR_INVALID,
        "You have just taken back your last command: to have it again, send it "
        "again. The one before it was:\n"
        "%s\nTo take that back too: <!undo %lld>",
        line_short(turn, at(turn, typed.first)), (long long)at(turn, typed.first)->n);
}

/* Not typed just now, or not what was typed last: it is named, and taken back by its
 * number. */
static bool ask_older(const struct turn *turn, const struct typed *typed,
                      struct error *err) {
    const struct entry *first = at(turn, typed->first);
    int64_t age = turn->world->now - first->at;
    bool asks = age > SLIP_MS || turn->slipped;

    if (!asks || !possible(turn, typed, err)) {
        return asks;
    }
    if (age <= SLIP_MS) {
        err_set(err, ERR_INVALID,
                "Your last line was refused: there is nothing of it to take back. The "
                "one before it:\n%s\nTo take that back: <!undo %lld>",
                line_short(turn, first), (long long)first->n);
        return true;
    }
    err_set(err, ERR_INVALID,
            "Your last command here was <d:%lld> ago, so nothing is taken back yet:\n%s\n"
            "To take that back: <!undo %lld>",
            (long long)age, line_short(turn, first), (long long)first->n);
    return true;
}

static bool undone_just_now(const struct turn *turn, struct error *err) {
    for (size_t i = turn->ntimeline; i > 0; i--) {
        const struct entry *entry = at(turn, i - 1);

        if (!own(turn, entry)) {
            continue;
        }
        if (!text_equal(entry->kind, KIND_UNDONE)) {
            return false;
        }
        ask_again(turn, latest(turn, i - 1), err);
        return true;
    }
    return false;
}

static bool find(const struct turn *turn, struct typed *ret, struct error *err) {
    int64_t number = turn_arg_int(turn, "number", 0);
    int64_t i = number - 1;

    if (number == 0) {
        if (undone_just_now(turn, err)) {
            return false;
        }
        i = latest(turn, turn->ntimeline);
        if (i < 0) {
            return err_set(err, ERR_NOT_FOUND,
                           "You have typed nothing on %s that could be taken back.",
                           turn_incident(turn)->id);
        }
        *ret = command_of(turn, (size_t)i);
        return !ask_older(turn, ret, err);
    } else if (i >= (int64_t)turn->ntimeline || !own(turn, at(turn, (size_t)i))) {
        return err_set(err, ERR_INVALID,
                       "Entry %lld is not yours. Everybody takes back their own; to "
                       "object: <!note>",
                       (long long)number);
    } else if (at(turn, (size_t)i)->undone) {
        return err_set(err, ERR_INVALID, "Entry %lld is taken back already.",
                       (long long)number);
    }
    *ret = command_of(turn, (size_t)i);
    return true;
}

/* ---- doing it ---- */

static bool run(struct turn *turn, struct error *err) {
    struct typed typed = {0};
    json_t *kinds, *about, *data;

    if (!find(turn, &typed, err) || !possible(turn, &typed, err)) {
        return false;
    }
    kinds = json_array();
    about = json_array();
    for (size_t i = typed.first; i <= typed.last; i++) {
        const char *corrects = jsonx_string(at(turn, i)->data, "kind", NULL);

        json_array_append_new(kinds, json_string(at(turn, i)->kind));
        if (text_equal(at(turn, i)->kind, KIND_CORRECTED) && corrects) {
            json_array_append_new(about, json_string(corrects));
        }
    }
    data = json_pack("{s:I, s:I, s:o}", "from", (json_int_t)at(turn, typed.first)->n,
                     "to", (json_int_t)at(turn, typed.last)->n, "kinds", kinds);
    if (json_array_size(about) > 0) {
        json_object_set(data, "about", about);
        jsonx_set_int(data, "number",
                      jsonx_int(at(turn, typed.first)->data, "number", 0));
    }
    json_decref(about);
    if (!turn_add(turn, KIND_UNDONE, data, NULL, err) || !turn_refold(turn, err)) {
        return false;
    }
    turn_say(
        turn, "Taken back: entry {{number}}, {{{line}}}\n",
        json_pack("{s:I, s:s}", "number", (json_int_t)at(turn, typed.first)->n, "line",
                  record_entry_line(turn->arena, turn->world, at(turn, typed.first))));
    return true;
}

const struct command command_undo = {
    .name = "undo",
    .aliases = (const char *const[]){"oops", "takeback", NULL},
    .summary = "Take back your own last command",
    .details = "Within five minutes; after two, or when your last line was refused, it "
               "is named first and asked about. It "
               "stays in <!timeline all>; who was told is told that it was taken back. A "
               "number takes back the command of that entry.",
    .example = "undo",
    .args =
        (const struct arg[]){
            {"number", ARG_NUMBER, 0, "entry of another command of yours", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
