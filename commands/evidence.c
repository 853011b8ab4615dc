/* evidence: what proves what happened: a link to it, or the words themselves. Numbered,
 * so that a review can refer to it. */
#include "common.h"
#include "core/view_link.h"

/* A link is one word that a browser can open; "https://x shows the spike" is text. */
static bool is_link(const char *what) {
    return (text_starts(what, "https://") || text_starts(what, "http://")) &&
           !strpbrk(what, " \t\r\n");
}

static bool add(struct turn *turn, struct error *err) {
    const char *what = turn_arg(turn, "what");
    int64_t number = turn_incident(turn)->evidence + 1;
    json_t *data = json_pack("{s:I, s:s}", "number", (json_int_t)number, "form",
                             is_link(what) ? "link" : "text");

    jsonx_set_string(data, "place", turn->input->place);
    if (!turn_add(turn, KIND_EVIDENCE, data, text_of("what", what), err)) {
        return false;
    }
    turn_say(turn, "Evidence {{number}} recorded.\n",
             json_pack("{s:I}", "number", (json_int_t)number));
    return true;
}

/* Numbers, not texts, are in the state: what was recorded is read from the timeline,
 * where a redaction removes it. */
static bool list(struct turn *turn, struct error *err) {
    json_t *lines = json_array();

    (void)err;
    for (size_t i = 0; i < turn->ntimeline; i++) {
        const struct entry *entry = &turn->timeline[i];
        json_t *line;

        if (!text_equal(entry->kind, KIND_EVIDENCE)) {
            continue;
        }
        line = json_pack("{s:I, s:s, s:s}", "number",
                         (json_int_t)jsonx_int(entry->data, "number", 0), "at",
                         turn_time(turn, entry->at), "by", name_of(turn, entry->actor));
        jsonx_set_string(line, "what",
                         view_link(turn->arena, jsonx_string(entry->text, "what", NULL)));
        json_array_append_new(lines, line);
    }
    turn_say(turn,
             "{{#lines}}- {{number}}. {{#what}}{{{what}}}{{/what}}"
             "{{^what}}(text removed){{/what}} ({{by}}, {{{at}}})\n{{/lines}}"
             "{{^lines}}No evidence yet. To add some: <!evidence add text or link>\n"
             "{{/lines}}",
             json_pack("{s:o}", "lines", lines));
    return true;
}

static const struct command sub_add = {
    .name = "add",
    .summary = "Record a piece of evidence: text or a link",
    .example = "evidence add https://graphs.example.org/d/411",
    .args =
        (const struct arg[]){{"what", ARG_TEXT, ARG_REQUIRED, "text or link", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = add,
};

static const struct command sub_list = {
    .name = "list",
    .aliases = (const char *const[]){"ls", NULL},
    .summary = "List the evidence",
    .example = "evidence list",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = list,
};

const struct command command_evidence = {
    .name = "evidence",
    .summary = "Record and list evidence",
    .details =
        "Logs, traces, graphs, messages. It stays with the incident after closure.",
    .example = "evidence add https://graphs.example.org/d/411",
    .subs = (const struct command *const[]){&sub_add, &sub_list, NULL},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
};
