/* timeline: what happened, oldest first, the way a page of a book is turned: without a
 * word the last page, then backwards. What does not fit is never the latest. */
#include "lines.h"

enum { PAGE = 20 };

static const char said[] =
    "{{#lines}}- {{number}}. {{{line}}}\n{{/lines}}"
    "Entries {{first}} to {{last}} of {{total}}."
    "{{#earlier}} Earlier ones: <!timeline {{earlier}}>{{/earlier}}\n"
    "{{#cut}}Entries that end in … are longer; the export has all of their "
    "text.\n{{/cut}}";

/* Lines of entries [*first, last), fewer when they grow too long: then *first moves up.
 */
static json_t *lines_of(const struct turn *turn, size_t *first, size_t last,
                        bool *ret_cut) {
    json_t *lines = json_array();
    size_t bytes = 0;

    for (size_t i = last; i > *first; i--) {
        const char *line = line_of(turn, &turn->timeline[i - 1], ret_cut);

        bytes += strlen(line);
        if (bytes > LINES_MAX_BYTES) {
            *first = i;
            break;
        }
        json_array_insert_new(lines, 0,
                              json_pack("{s:I, s:s}", "number",
                                        (json_int_t)turn->timeline[i - 1].n, "line",
                                        line));
    }
    return lines;
}

static bool run(struct turn *turn, struct error *err) {
    size_t total = turn->ntimeline;
    size_t pages = (total + PAGE - 1) / PAGE;
    int64_t page = turn_arg_int(turn, "page", 1);
    size_t first = 0, last = total;
    bool cut = false;
    json_t *lines, *view;

    if (page > (int64_t)pages) {
        return err_set(err, ERR_NOT_FOUND,
                       "There is no page %lld. The first entries: <!timeline %zu>",
                       (long long)page, pages);
    }
    if (!turn_arg_bool(turn, "all")) {
        last = total - (size_t)(page - 1) * PAGE;
        first = last > PAGE ? last - PAGE : 0;
    }
    lines = lines_of(turn, &first, last, &cut);
    view = json_pack("{s:o, s:I, s:I, s:I, s:b}", "lines", lines, "first",
                     (json_int_t)first + 1, "last", (json_int_t)last, "total",
                     (json_int_t)total, "cut", cut);
    view_count(view, "earlier", first > 0 ? (int64_t)((total - first) / PAGE) + 1 : 0);
    turn_say(turn, said, view);
    return true;
}

const struct command command_timeline = {
    .name = "timeline",
    .aliases = (const char *const[]){"tl", "history", NULL},
    .summary = "Show what happened",
    .details = "The last 20 entries. A number turns back that many pages, `all` shows as "
               "many as fit.",
    .example = "timeline 2",
    .args = (const struct arg[]){{"all", ARG_FLAG, 0, "as many as fit", NULL},
                                 {"page", ARG_NUMBER, 0,
                                  "1: the last 20, 2: the 20 before them", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
