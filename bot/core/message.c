/* message.c: messages of a channel that become part of the timeline: somebody marked one
 * with a reaction or a shortcut, or shared a file.
 *
 * A shortcut brings the message along; a reaction names it only. Then the mark is
 * committed first and the text is asked for (route_asks), so that a mark is not lost when
 * the network does not answer; the answer writes the entry in the name of who marked it.
 * What a mark means, its command does: the same right, the same numbers. A channel that
 * is no incident's has no timeline: nothing happens there. */
#include "core/message.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/needs.h"
#include "core/turn_add.h"

enum { TITLE_MAX = 300 };

static const struct mark {
    const char *as, *command;
} marks[] = {
    {MESSAGE_TIMELINE, "note"},     {MESSAGE_EVIDENCE, "evidence add"},
    {MESSAGE_ACTION, "action add"}, {MESSAGE_FILE, "note"},
    {MESSAGE_EDITED, "note"},       {MESSAGE_DELETED, "note"},
};

static const struct mark *mark_of(const char *as) {
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (text_equal(marks[i].as, as)) {
            return &marks[i];
        }
    }
    return NULL;
}

bool message_prepare(struct turn *turn, const char *place_incident,
                     struct needs *ret_needs, struct error *err) {
    const struct input *input = turn->input;
    const char *here = input->incident ? input->incident : place_incident;

    (void)err;
    *ret_needs = (struct needs){.incident = arena_strdup(turn->arena, here),
                                .timeline = here != NULL};
    return true;
}

/* ---- what is on the timeline already ----------------------------------------------- */

/* A message of a channel: its id is its network's, and another network may give the same. */
struct said {
    const char *message, *place;
};

/* Entries of earlier versions do not say where. */
static bool is_of(const struct entry *entry, const char *kind, const struct said *said,
                  const char *as) {
    const char *place = jsonx_string(entry->data, "place", NULL);

    return text_equal(entry->kind, kind) &&
           text_equal(jsonx_string(entry->data, "message", NULL), said->message) &&
           (!place || !said->place || text_equal(place, said->place)) &&
           (!as || text_equal(jsonx_string(entry->data, "as", NULL), as));
}

/* Kind of the entry that a mark ends as. */
static const char *kind_of(const char *as) {
    if (text_equal(as, MESSAGE_EVIDENCE)) {
        return KIND_EVIDENCE;
    }
    return text_equal(as, MESSAGE_ACTION) ? KIND_ACTION_ADDED : KIND_PINNED;
}

/* Is the message marked so now, by anybody, or does it stand there already? */
static bool known(const struct turn *turn, const struct said *said, const char *as) {
    for (size_t i = turn->ntimeline; i > 0; i--) {
        const struct entry *entry = &turn->timeline[i - 1];

        if (is_of(entry, kind_of(as), said, NULL) ||
            is_of(entry, KIND_MARKED, said, as)) {
            return true;
        }
        if (is_of(entry, KIND_UNMARKED, said, as)) {
            return false;
        }
    }
    return false;
}

/* ---- the entry --------------------------------------------------------------------- */

/* What the timeline takes: whole when it can, else cut where it says so. */
static const char *fitting(const struct turn *turn, const char *text, size_t max) {
    static const char said[] = " (cut: the rest is in the message)";
    bool cut = false;
    const char *shown = text_cut_word(turn->arena, text, max - sizeof said, &cut);

    return cut ? arena_printf(turn->arena, "%s%s", shown, said) : shown;
}

static json_t *data_of(const struct turn *turn, const json_t *message) {
    json_t *data = json_object();
    const char *asked_in = jsonx_string(message, "place", NULL);

    jsonx_set_string(data, "message", jsonx_string(message, "message", NULL));
    jsonx_set_string(data, "place", asked_in ? asked_in : turn->input->place);
    jsonx_set_string(data, "author", jsonx_string(message, "author", NULL));
    if (jsonx_int(message, "at", 0) > 0) {
        jsonx_set_int(data, "posted", jsonx_int(message, "at", 0));
    }
    return data;
}

static json_t *text_with(const struct turn *turn, const char *field,
                         const json_t *message, size_t max) {
    json_t *text = json_object();
    const char *said = jsonx_string(message, "text", NULL);

    jsonx_set_string(text, field, said ? fitting(turn, said, max) : NULL);
    jsonx_set_string(text, "link", jsonx_string(message, "link", NULL));
    jsonx_set_string(text, "why", jsonx_string(message, "why", NULL));
    return text;
}

/* An action's title is one line; the message behind it is linked. */
static const char *title_of(const struct turn *turn, const char *said) {
    char *line = text_trim(turn->arena, said);

    for (char *c = line; *c != '\0'; c++) {
        *c = (char)(*c == '\n' || *c == '\t' ? ' ' : *c);
    }
    return fitting(turn, line, TITLE_MAX);
}

static bool add_action(struct turn *turn, const char *actor, const json_t *message,
                       struct error *err) {
    json_t *data = data_of(turn, message), *text = json_object();

    jsonx_set_int(data, "number", turn_incident(turn)->actions_added + 1);
    jsonx_set_string(text, "title",
                     title_of(turn, jsonx_string(message, "text", "(no text)")));
    jsonx_set_string(text, "link", jsonx_string(message, "link", NULL));
    turn_say(
        turn, "Action {{number}} added. Nobody owns it yet.\n",
        json_pack("{s:I}", "number", (json_int_t)turn_incident(turn)->actions_added + 1));
    return turn_add_as(turn, actor, KIND_ACTION_ADDED, data, text, err);
}

static bool add_evidence(struct turn *turn, const char *actor, const json_t *message,
                         struct error *err) {
    json_t *data = data_of(turn, message);
    int64_t number = turn_incident(turn)->evidence + 1;

    jsonx_set_int(data, "number", number);
    jsonx_set_string(data, "form", "message");
    turn_say(turn, "Evidence {{number}} recorded.\n",
             json_pack("{s:I}", "number", (json_int_t)number));
    return turn_add_as(turn, actor, KIND_EVIDENCE, data,
                       text_with(turn, "what", message, LIMIT_TEXT / 2), err);
}

static bool add_message(struct turn *turn, const char *actor, const char *as,
                        const json_t *message, struct error *err) {
    bool readable = jsonx_string(message, "text", NULL) != NULL;

    if (readable && text_equal(as, MESSAGE_EVIDENCE)) {
        return add_evidence(turn, actor, message, err);
    }
    if (readable && text_equal(as, MESSAGE_ACTION) &&
        turn_incident(turn)->nactions < LIMIT_OPEN_ACTIONS) {
        return add_action(turn, actor, message, err);
    }
    turn_say(turn, "On the timeline of {{id}}.\n",
             json_pack("{s:s}", "id", turn_incident(turn)->id));
    return turn_add_as(turn, actor, KIND_PINNED, data_of(turn, message),
                       text_with(turn, "text", message, LIMIT_TEXT / 2), err);
}

static bool add_file(struct turn *turn, const json_t *message, struct error *err) {
    json_t *data = data_of(turn, message), *text = json_object();

    if (jsonx_int(message, "size", 0) > 0) {
        jsonx_set_int(data, "size", jsonx_int(message, "size", 0));
    }
    jsonx_set_string(
        text, "name",
        fitting(turn, jsonx_string(message, "name", "(no name)"), TITLE_MAX));
    jsonx_set_string(text, "link", jsonx_string(message, "link", NULL));
    return turn_add(turn, KIND_FILE, data, text, err);
}

static json_t *mark_data(const char *as, const struct said *said) {
    json_t *data = json_pack("{s:s, s:s}", "as", as, "message", said->message);

    jsonx_set_string(data, "place", said->place);
    return data;
}

/* Is anything of the message on the timeline, and not said to be deleted? */
static bool stands_here(const struct turn *turn, const struct said *said) {
    static const char *const kinds[] = {KIND_PINNED, KIND_EVIDENCE, KIND_ACTION_ADDED,
                                        KIND_FILE, NULL};
    bool stands = false;

    for (size_t i = 0; i < turn->ntimeline; i++) {
        const struct entry *entry = &turn->timeline[i];

        for (const char *const *kind = kinds; *kind; kind++) {
            stands = stands || is_of(entry, *kind, said, NULL);
        }
        stands = stands && !is_of(entry, KIND_DELETED, said, NULL);
    }
    return stands;
}

static bool add_change(struct turn *turn, bool deleted, const struct said *said,
                       struct error *err) {
    const json_t *input = turn->input->data;
    bool unsaid = jsonx_bool(input, "unsaid", false);
    json_t *data = json_pack("{s:s}", "message", said->message);

    jsonx_set_string(data, "place", said->place);
    jsonx_set_string(data, "author", unsaid ? jsonx_string(input, "author", NULL) : NULL);
    return turn_add_as(turn, unsaid ? ACTOR_BOT : turn->input->actor,
                       deleted ? KIND_DELETED : KIND_EDITED, data,
                       deleted ? NULL : text_with(turn, "text", input, LIMIT_TEXT / 2),
                       err);
}

static bool decide(struct turn *turn, const char *as, const struct said *said,
                   struct error *err) {
    const json_t *data = turn->input->data;

    if (text_equal(as, MESSAGE_EDITED) || text_equal(as, MESSAGE_DELETED)) {
        return !stands_here(turn, said) ||
               add_change(turn, text_equal(as, MESSAGE_DELETED), said, err);
    }
    if (jsonx_bool(data, "removed", false)) {
        return !known(turn, said, as) ||
               turn_add(turn, KIND_UNMARKED, mark_data(as, said), NULL, err);
    }
    if (text_equal(as, MESSAGE_FILE)) {
        return add_file(turn, data, err);
    }
    if (known(turn, said, as)) {
        turn_say(turn, "That message is on the timeline of {{id}} already.\n",
                 json_pack("{s:s}", "id", turn->before->id));
        return true;
    }
    if (!jsonx_string(data, "text", NULL)) {
        return turn_add(turn, KIND_MARKED, mark_data(as, said), NULL, err);
    }
    return add_message(turn, turn->input->actor, as, data, err);
}

/* What became of a message is a fact, whoever did it, and needs nobody's right. */
static bool allowed(const struct turn *turn, const char *as, struct error *err) {
    if (!text_equal(as, MESSAGE_EDITED) && !text_equal(as, MESSAGE_DELETED)) {
        return dispatch_allowed(turn, err);
    }
    return !turn->before->read_only || dispatch_read_only(turn, turn->before, err);
}

bool decide_message(struct turn *turn, struct error *err) {
    const char *as = jsonx_string(turn->input->data, "as", NULL);
    const struct said said = {jsonx_string(turn->input->data, "message", NULL),
                              turn->input->place};
    const struct mark *mark = mark_of(as);

    if (!mark || !said.message) {
        return err_set(err, ERR_INVALID, "That is no message of a channel.");
    }
    if (!turn->before) {
        turn_say(turn,
                 "This is not the channel of an incident, so there is no timeline "
                 "to put it on. Open incidents: <!list>\n",
                 NULL);
        turn_finish(turn);
        return true;
    }
    if (!dispatch_find(turn, mark->command, err) || !allowed(turn, as, err)) {
        return false;
    }
    if (!decide(turn, as, &said, err)) {
        turn_drop(turn);
        return false;
    }
    turn_finish(turn);
    return true;
}

bool message_answered(struct turn *turn, struct error *err) {
    const json_t *answer = turn->input->data;
    const char *actor = jsonx_string(answer, "by", ACTOR_BOT);

    return add_message(turn, actor, jsonx_string(answer, "as", MESSAGE_TIMELINE), answer,
                       err);
}
