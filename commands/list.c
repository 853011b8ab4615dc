/* list: which incidents there are, one line each, page by page. Of a restricted one those
 * who may not read it learn existence and state, nothing else. */
#include "common.h"
#include "core/list_filter.h"
#include "core/markup_text.h"
#include "core/view_fields.h"

static const char said[] =
    "{{#lines}}- *{{id}}* {{severity}}, {{phase}}"
    "{{#restricted}}, restricted{{/restricted}}"
    "{{^restricted}}{{#summary}}, {{summary}}{{/summary}}; "
    "{{#commander}}commander {{commander}}{{/commander}}"
    "{{^commander}}*no commander*{{/commander}}; "
    "{{#age}}open for {{{age}}}{{/age}}{{#new}}just "
    "declared{{/new}}{{#end}}{{end}}{{/end}}"
    "{{#update_due}}; {{#overdue}}*update overdue by {{{overdue}}}*{{/overdue}}"
    "{{^overdue}}next update {{{update_due}}}{{/overdue}}{{/update_due}}"
    "{{/restricted}}\n{{/lines}}"
    "{{#unread}}{{#ids}}- *{{id}}* *cannot be read*: damaged in the database\n{{/ids}}"
    "{{#more}}and {{more}} more that cannot be read\n{{/more}}"
    "Whoever runs the database: tocsin audit --all\n{{/unread}}"
    "{{^lines}}{{^unread}}No {{^closed}}open{{/closed}}{{#closed}}closed{{/closed}} "
    "incidents"
    "{{#filtered}} that fit. All: <!list{{#closed}} closed{{/closed}}>{{/filtered}}"
    "{{^filtered}}.{{/filtered}}\n{{/unread}}{{/lines}}"
    "{{#more}}and {{more}} more: <!{{typed}} {{page}}>\n{{/more}}"
    "{{#also}}Closed ones: <!{{also}}>\n{{/also}}"
    "{{#searched}}Only the latest {{searched}} were looked through: name a month, as in "
    "<!list closed october>\n{{/searched}}"
    "{{#lost}}Lost with the database, nobody is reminded of them: {{#ids}}{{id}} {{/ids}}"
    "{{#more}}and {{more}} more {{/more}}\nTo go on with one: <!declare>\n{{/lost}}"
    "{{#aside}}What is restricted is not shown where everybody reads it. Only for you: "
    "<!list>\n{{/aside}}";

static json_t *line_of(const struct turn *turn, const struct incident *incident) {
    const struct policy *policy = turn->world->policy;
    const struct policy_severity *severity = policy_severity(policy, incident->severity);
    json_t *line = json_pack("{s:s, s:s, s:s}", "id", incident->id, "severity",
                             severity->name, "phase", phase_title(turn, incident->phase));

    if (!turn_reads(turn, incident)) {
        json_object_set_new(line, "restricted", json_true());
        return line;
    }
    jsonx_set_string(line, "summary", incident->summary);
    jsonx_set_string(line, "commander",
                     name_of(turn, incident_role(incident, policy_commander(policy))));
    jsonx_set_string(line, "end", incident_end(incident));
    if (!incident->closed && turn->world->now - incident->opened < SPAN_TOLD_MS) {
        json_object_set_new(line, "new", json_true());
    } else if (!incident->closed) {
        jsonx_set_string(line, "age",
                         turn_duration(turn, turn->world->now - incident->opened));
    }
    view_update_due(turn, incident, line);
    return line;
}

/* Lines of the page; *ret_more: how many fit behind it. What was fetched is the page
 * itself, unless states had to be looked through. */
static json_t *lines_of(const struct turn *turn, const struct list_filter *filter,
                        int64_t *ret_more, bool *ret_aside) {
    bool searches = list_filter_searches(filter);
    int64_t skip = (filter->page - 1) * LIMIT_LIST, fit = 0;
    json_t *lines = json_array();

    for (size_t i = 0; i < turn->nlisted; i++) {
        const struct incident *incident = turn->listed[i];

        if (!list_filter_fits(filter, incident, turn_reads(turn, incident))) {
            continue;
        }
        fit++;
        if ((searches && fit <= skip) || json_array_size(lines) == LIMIT_LIST) {
            continue;
        }
        json_array_append_new(lines, line_of(turn, incident));
        *ret_aside = *ret_aside || (turn->input->shown && incident->restricted);
    }
    *ret_more =
        (searches ? fit : turn->listed_total) - skip - (int64_t)json_array_size(lines);
    return lines;
}

/* Of some there is an id and nothing else: who asks what is open must not read that
 * nothing is. */
static void add_ids(json_t *view, const char *name, const json_t *all) {
    size_t n = json_array_size(all);
    json_t *ids = json_array(), *named = json_pack("{s:O}", "ids", ids);

    for (size_t i = 0; i < n && i < LIMIT_LIST; i++) {
        json_array_append_new(ids, json_pack("{s:O}", "id", json_array_get(all, i)));
    }
    view_count(named, "more", n > LIMIT_LIST ? (int64_t)(n - LIMIT_LIST) : 0);
    if (n > 0) {
        json_object_set(view, name, named);
    }
    json_decref(ids);
    json_decref(named);
}

static bool run(struct turn *turn, struct error *err) {
    struct list_filter filter;
    int64_t more = 0;
    bool aside = false;
    json_t *lines, *view;

    if (!list_filter_read(turn, turn->args, &filter, err)) {
        return false;
    }
    lines = lines_of(turn, &filter, &more, &aside);
    if (json_array_size(lines) == 0 && json_array_size(turn->unread) == 0 &&
        filter.page > 1) {
        json_decref(lines);
        return err_set(err, ERR_NOT_FOUND, "There is no page %lld. The first: <!%s>",
                       (long long)filter.page, markup_escaped(turn->arena, filter.typed));
    }
    view = json_pack("{s:o, s:b, s:b, s:b, s:s, s:I}", "lines", lines, "closed",
                     filter.closed, "aside", aside, "filtered",
                     list_filter_searches(&filter) || filter.from != 0, "typed",
                     filter.typed, "page", (json_int_t)filter.page + 1);
    view_count(view, "more", more);
    jsonx_set_string(view, "also", list_filter_closed(turn->arena, &filter));
    if (list_filter_searches(&filter) && turn->listed_total > (int64_t)turn->nlisted) {
        view_count(view, "searched", (int64_t)turn->nlisted);
    }
    add_ids(view, "unread", turn->unread);
    if (!filter.closed && filter.page == 1) {
        add_ids(view, "lost", turn->world->lost); /* in no index */
    }
    turn_say(turn, said, view);
    turn->answered = true;
    return true;
}

const struct command command_list = {
    .name = "list",
    .aliases = (const char *const[]){"ls", "incidents", NULL},
    .summary = "List open or closed incidents",
    .details = "Behind it, in any order: `closed`, `cancelled`, `duplicate`, `resolved`, "
               "`mine`, a severity, `today`, `week` or a month (`october`, "
               "`2025-10`: opened then, or closed then), words of the summary, and the "
               "page. <!list sev1>, <!list closed october>, <!list disk full>, <!list 2>",
    .example = "list",
    .args =
        (const struct arg[]){
            {"closed", ARG_FLAG, 0, "closed ones, the latest first", NULL},
            {"service", ARG_WORD, ARG_KEY, "what is hit", NULL},
            {"filter", ARG_TEXT, 0, "severity, month, words, page", NULL},
            {0}},
    .scope = SCOPE_ANY,
    .flags =
        COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OPEN | COMMAND_NEEDS_CLOSED,
    .run = run,
};
