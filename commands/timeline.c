/* timeline: what happened, by the time at which it did, the way a page of a book is turned: without a
 * word the last page, then backwards. What people did comes first: deliveries and the
 * like are on the pages of `timeline all`. A page that grows too long is shorter, and
 * what it leaves out is on the page before it, so that the latest is never cut and every
 * page that is named exists. */
#include "core/record_pick.h"
#include "lines.h"

enum { PAGE = 20, PAGE_ALL = 50 };

static const char said[] =
    "{{#lines}}- {{number}}. {{{line}}}\n{{/lines}}"
    "{{^later}}{{#earlier}}The last {{shown}} of {{total}} entries."
    "{{/earlier}}{{^earlier}}All {{total}} entries.{{/earlier}}{{/later}}"
    "{{#later}}{{shown}} of {{total}} entries. The {{after}} after them: "
    "<!timeline{{in}}{{words}} {{later}}>{{#earlier}}.{{/earlier}}{{/later}}"
    "{{#earlier}} The {{before}} before them: <!timeline{{in}}{{words}} {{earlier}}>"
    "{{/earlier}}{{#routine}}{{#turns}}.{{/turns}}{{/routine}}"
    "{{#routine}} Without {{routine}} that only say what was sent, or were taken back: "
    "<!timeline{{in}} all>{{/routine}}\n"
    "{{#cut}}Entries that end in … are longer; the export has all of their "
    "text.\n{{/cut}}";

struct page {
    const struct entry **entries; /* those that are shown at all */
    size_t first, last;           /* [first, last) of them */
    json_t *lines;
    bool cut;
};

/* The page that ends before `last`. */
static void fill(const struct turn *turn, struct page *page, size_t last, size_t most) {
    size_t bytes = 0;

    json_array_clear(page->lines);
    page->cut = false;
    page->first = page->last = last;
    while (page->first > 0 && page->last - page->first < most) {
        const struct entry *entry = page->entries[page->first - 1];
        const char *line = line_of(turn, entry, &page->cut);

        bytes += strlen(line);
        if (bytes > LINES_MAX_BYTES && page->first < page->last) {
            return;
        }
        json_array_insert_new(
            page->lines, 0,
            json_pack("{s:I, s:s}", "number", (json_int_t)entry->n, "line", line));
        page->first--;
    }
}

/* Where the hints are typed the incident may have to be named. */
static const char *named(const struct turn *turn) {
    const char *id = turn_incident(turn)->id;

    return text_equal(turn->here, id) ? "" : arena_printf(turn->arena, " %s", id);
}

static bool run(struct turn *turn, struct error *err) {
    bool all = turn_arg_bool(turn, "all");
    int64_t wanted = turn_arg_int(turn, "page", 1), at = 1;
    struct page page = {.lines = json_array()};
    size_t n =
        record_pick(turn->arena, turn->timeline, turn->ntimeline, all, &page.entries);
    json_t *view;

    fill(turn, &page, n, all ? PAGE_ALL : PAGE);
    for (; at < wanted && page.first > 0; at++) {
        fill(turn, &page, page.first, all ? PAGE_ALL : PAGE);
    }
    if (at < wanted) {
        json_decref(page.lines);
        return err_set(err, ERR_NOT_FOUND,
                       "There is no page %lld. The first entries: <!timeline%s%s %lld>",
                       (long long)wanted, named(turn), all ? " all" : "", (long long)at);
    }
    view = json_pack("{s:o, s:I, s:I, s:I, s:I, s:b, s:s, s:s, s:b}", "lines", page.lines,
                     "shown", (json_int_t)(page.last - page.first), "total",
                     (json_int_t)n, "before", (json_int_t)page.first, "after",
                     (json_int_t)(n - page.last), "cut", page.cut, "in", named(turn),
                     "words", all ? " all" : "", "turns", n > page.last - page.first);
    view_count(view, "earlier", page.first > 0 ? at + 1 : 0);
    view_count(view, "later", at - 1);
    view_count(view, "routine", (int64_t)(turn->ntimeline - n));
    turn_say(turn, said, view);
    return true;
}

const struct command command_timeline = {
    .name = "timeline",
    .aliases = (const char *const[]){"tl", "history", NULL},
    .summary = "Show what happened",
    .details = "The last 20 entries of people and what matters besides, by when it "
               "happened. A number turns back that many pages. `all` has every entry, "
               "deliveries too, in the order in which they were written: "
               "<!timeline all 2>",
    .example = "timeline 2",
    .args =
        (const struct arg[]){
            {"all", ARG_FLAG, 0, "deliveries and the like as well", NULL},
            {"page", ARG_NUMBER, 0, "1: the last 20, 2: the 20 before them", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
