/* advice.c: lines to copy, whole and at the right incident. See advice.h. */
#include "core/advice.h"
#include "base/err.h"
#include "base/text.h"
#include "core/advice_whole.h"
#include "core/args_incident.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/audience.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/which.h"
static bool asks(const struct way *way) {
    size_t len = way->say ? strlen(way->say) : 0;

    return len > 0 && way->say[len - 1] != ':';
}

void advice_add(const struct turn *turn, struct advice *advice, const char *say,
                const char *head, const char *text) {
    if (advice->n < ADVICE_WAYS) {
        struct way way = {say, head, text};

        way.text = advice_whole(turn, head, text, say && !asks(&way));
        advice->ways[advice->n++] = way;
    }
}

/* ---- which incident ---- */

static bool takes_incident(const struct command *command) {
    const struct arg *arg = command->args;

    while (arg && arg->name && (arg->flags & ARG_KEY) != 0) {
        arg++;
    }
    return arg && arg->name && arg->type == ARG_INCIDENT;
}

/* A number counts with three digits or a "#", as in dispatch_head.h. */
static bool is_incident(const struct turn *turn, const char *line) {
    enum { SHORT_DIGITS = 3 };
    struct token_reader reader;
    struct token token;
    const char *ref;

    token_start(&reader, line);
    if (!token_next(&reader, &token) || token.len > LIMIT_WORD) {
        return false;
    }
    ref = arg_incident(turn->arena, arena_strndup(turn->arena, token.start, token.len));
    return ref && (incident_id_valid(ref) || *ref == '#' || strlen(ref) >= SHORT_DIGITS);
}

/* Does the line need an incident, and name none? */
static bool lacks_incident(const struct turn *turn, const char *line) {
    const char *behind = "";
    const struct command *leaf = advice_leaf(turn, line, &behind);

    return leaf && leaf->scope == SCOPE_INCIDENT &&
           (takes_incident(leaf) || !is_incident(turn, behind));
}

/* The line at s, up to its closing mark, as it is typed. */
static const char *line_at(const struct turn *turn, const char *s, size_t *ret_len) {
    char *line = arena_strdup(turn->arena, s);
    size_t n = 0, len = 0;

    for (; s[len] != '\0' && s[len] != '>'; len++) {
        len += s[len] == '\\' && s[len + 1] != '\0' ? 1 : 0;
        line[n++] = s[len];
    }
    line[n] = '\0';
    *ret_len = len;
    return line;
}

const char *advice_lines(const struct turn *turn, const char *markup,
                         const char *incident) {
    const char *done = "";
    const char *from = markup;

    for (const char *c = markup; *c != '\0'; c++) {
        const char *line, *more;
        size_t len;

        if (*c == '\\' && c[1] != '\0') {
            c++;
            continue;
        }
        if (c[0] != '<' || c[1] != '!') {
            continue;
        }
        line = line_at(turn, c + 2, &len);
        more = advice_whole(turn, line, "", false);
        done = arena_printf(turn->arena, "%s%.*s%s%s%.*s%s%s", done, (int)(c + 2 - from),
                            from, incident && lacks_incident(turn, line) ? incident : "",
                            incident && lacks_incident(turn, line) ? " " : "", (int)len,
                            c + 2, *more != '\0' ? " " : "",
                            markup_escaped(turn->arena, more));
        from = c + 2 + len;
    }
    return from == markup ? markup : arena_printf(turn->arena, "%s%s", done, from);
}

static bool way_lacks(const struct turn *turn, const struct way *way) {
    return *way->head != '\0' &&
           lacks_incident(turn, arena_printf(turn->arena, "%s %s", way->head, way->text));
}

/* ---- saying it ---- */

static const char *line_of(const struct turn *turn, const struct way *way,
                           const char *incident) {
    const char *head = incident && way_lacks(turn, way)
                           ? arena_printf(turn->arena, "%s %s", incident, way->head)
                           : way->head;

    return which_line(turn->arena, head, way->text);
}

/* "To call somebody: <!escalate @name why>" */
static const char *way_said(const struct turn *turn, const struct way *way,
                            const char *incident) {
    if (*way->head == '\0') {
        return way->say;
    }
    return arena_printf(turn->arena, "%s%s%s%s", way->say ? way->say : "",
                        way->say ? " " : "", line_of(turn, way, incident),
                        asks(way) ? "?" : "");
}

static const char *end_of(const struct advice *advice) {
    return !advice->more ? ""
           : advice->n > 1 || (advice->n == 1 && !asks(&advice->ways[0]))
               ? "\nAll commands: <!help>"
               : " All commands: <!help>";
}

bool advice_refuse(const struct turn *turn, const struct advice *advice,
                   const char *incident, struct error *err) {
    const char *said = advice->lead;

    for (size_t i = 0; i < advice->n; i++) {
        said = arena_printf(turn->arena, "%s%s%s", said, advice->n > 1 ? "\n" : " ",
                            way_said(turn, &advice->ways[i], incident));
    }
    return err_set(err, advice->code, "%s%s", said, end_of(advice));
}

/* ---- the turn that looks at the open ones ---- */

/* Can the line be meant for that one? An incident is no duplicate of itself, and what was
 * not resolved is not reopened. */
static bool fits(const struct turn *turn, const struct way *way,
                 const struct incident *incident) {
    const char *behind = "";
    const struct command *leaf =
        advice_leaf(turn, advice_joined(turn, way->head, way->text), &behind);
    struct token_reader reader;
    struct token token;
    const char *ref;

    if (!leaf || (text_equal(leaf->name, "reopen") &&
                  incident->milestones[MILESTONE_RESOLVED] == 0)) {
        return false;
    }
    token_start(&reader, behind);
    if (!takes_incident(leaf) || !token_next(&reader, &token) || token.len > LIMIT_WORD) {
        return true;
    }
    ref = arg_incident(turn->arena, arena_strndup(turn->arena, token.start, token.len));
    return !ref || (!text_equal(ref, incident->id) && !which_names(ref, incident->id));
}

/* The open incidents that the asker may see and the line may mean; at most WHICH_SHOWN
 * into `ret`. */
static size_t open_ones(const struct turn *turn, const struct way *way,
                        const struct incident **ret) {
    size_t n = 0;

    for (size_t i = 0; i < turn->nlisted; i++) {
        if (visible(turn->world->directory, turn->input->actor, turn->listed[i]) &&
            fits(turn, way, turn->listed[i])) {
            if (n < WHICH_SHOWN) {
                ret[n] = turn->listed[i];
            }
            n++;
        }
    }
    return n;
}

/* The first way that needs an incident. */
static const struct way *lacking(const struct turn *turn, const struct advice *advice) {
    const struct way *way = &advice->ways[0];

    for (size_t i = 0; i + 1 < advice->n && !way_lacks(turn, way); i++) {
        way++;
    }
    return way;
}

/* "duplicate 001": another incident is named, and not the one that it is about. */
static bool names_other(const struct turn *turn, const struct way *way) {
    const char *behind = "";
    const struct command *leaf = advice_leaf(turn, way->head, &behind);

    return leaf && takes_incident(leaf);
}

static bool refuse_none(const struct turn *turn, const struct advice *advice,
                        struct error *err) {
    struct advice left = *advice;

    left.n = 0;
    for (size_t i = 0; i < advice->n; i++) {
        if (!way_lacks(turn, &advice->ways[i])) {
            left.ways[left.n++] = advice->ways[i];
        }
    }
    if (left.n > 0) {
        return advice_refuse(turn, &left, NULL, err);
    }
    if (advice->which && advice->n > 0 && names_other(turn, &advice->ways[0])) {
        return err_set(
            err, advice->code,
            "%s It takes two: the one that it is about in front, the other one "
            "behind, as in `001 %s 002`.\nWhich are open: <!list>",
            advice->lead, advice->ways[0].head);
    }
    if (advice->n > 0 && asks(&advice->ways[0])) {
        left.lead = arena_printf(turn->arena, "%s %s `%s`?", advice->lead,
                                 advice->ways[0].say, advice->ways[0].head);
    }
    return err_set(
        err, advice->code,
        "%s No %sincident is open.\nTo declare one: <!declare what is broken>\n"
        "A closed one, by its number: <!list closed>",
        left.lead, turn->nlisted > 0 ? "such " : "");
}

static bool refuse_one(const struct turn *turn, const struct advice *advice,
                       const struct incident *incident, struct error *err) {
    if (!advice->which) {
        return advice_refuse(turn, advice, incident->id, err);
    }
    return err_set(err, advice->code, "%s The open one: %s\nOthers: <!list closed>",
                   advice->lead, line_of(turn, &advice->ways[0], incident->id));
}

/* One line for each, and what it is about where that may be said. */
static bool refuse_several(const struct turn *turn, const struct advice *advice,
                           const struct incident *const *open, size_t n,
                           struct error *err) {
    const struct way *way = lacking(turn, advice);
    const char *said;

    said = arena_printf(turn->arena, "%s%s %s", advice->lead,
                        n > WHICH_SHOWN ? " All open ones: <!list>." : "",
                        advice->which ? "Which one?"
                        : way->say    ? way->say
                                      : "");
    for (size_t i = 0; i < n && i < WHICH_SHOWN; i++) {
        const char *what = turn_reads(turn, open[i]) ? open[i]->summary : NULL;

        said = arena_printf(turn->arena, "%s\n- %s%s%s", said,
                            what ? arg_shown(turn->arena, what) : "", what ? ": " : "",
                            line_of(turn, way, open[i]->id));
    }
    return err_set(err, advice->code, "%s", said);
}

static bool refuse(struct turn *turn, struct error *err) {
    const struct incident *open[WHICH_SHOWN];
    size_t n = open_ones(turn, lacking(turn, turn->advice), open);

    return n == 0   ? refuse_none(turn, turn->advice, err)
           : n == 1 ? refuse_one(turn, turn->advice, open[0], err)
                    : refuse_several(turn, turn->advice, open, n, err);
}

static const struct command command_advice = COMMAND_LOOKS(
    "advice", "Say what to type instead", SCOPE_ANY, COMMAND_NEEDS_OPEN, refuse);

/* ---- the turn that looks at the one it is about ---- */

/* May it be that the incident does not take that line any more? */
static bool may_end(const struct turn *turn, const struct way *way) {
    const char *behind = "";
    const struct command *leaf =
        advice_leaf(turn, advice_joined(turn, way->head, way->text), &behind);

    return leaf && leaf->scope == SCOPE_INCIDENT &&
           ((leaf->flags & COMMAND_WHEN_CLOSED) == 0 ||
            (leaf->flags & COMMAND_OF_FACTS) != 0);
}

static bool still_taken(const struct turn *turn, const struct way *way) {
    const char *behind = "";
    const struct command *leaf =
        advice_leaf(turn, advice_joined(turn, way->head, way->text), &behind);

    return !leaf || leaf->scope != SCOPE_INCIDENT ||
           turn_takes(turn->before, leaf->flags);
}

/* Of one that has ended only what it still takes is offered, and how it goes on. */
static bool refuse_here(struct turn *turn, struct error *err) {
    const struct incident *incident = turn->before;
    const char *id = text_equal(turn->here, incident->id) ? NULL : incident->id;
    struct advice left = *turn->advice;

    if (!turn_reads(turn, incident)) {
        return advice_refuse(turn, turn->advice, id, err);
    }
    left.n = 0;
    for (size_t i = 0; i < turn->advice->n; i++) {
        if (still_taken(turn, &turn->advice->ways[i])) {
            left.ways[left.n++] = turn->advice->ways[i];
        }
    }
    if (left.n < turn->advice->n) {
        left.lead = arena_printf(turn->arena, "%s %s is %s.", left.lead, incident->id,
                                 incident_end(incident));
        advice_add(turn, &left,
                   incident->end ? "If that is wrong:" : "If it came back:", "reopen",
                   "");
    }
    return advice_refuse(turn, &left, id, err);
}

static const struct command command_advice_here =
    COMMAND_LOOKS("advice", "Say what to type instead", SCOPE_INCIDENT, 0, refuse_here);

static bool looks(struct turn *turn, const struct advice *advice,
                  const struct command *command) {
    turn->advice =
        memcpy(arena_alloc(turn->arena, sizeof *advice), advice, sizeof *advice);
    turn->command = command;
    turn->sub = NULL;
    turn->rest = "";
    return true;
}

bool advice_give(struct turn *turn, const struct advice *advice, const char *incident,
                 struct error *err) {
    bool lacks = advice->which, ends = false;

    for (size_t i = 0; i < advice->n; i++) {
        lacks = lacks || way_lacks(turn, &advice->ways[i]);
        ends = ends || may_end(turn, &advice->ways[i]);
    }
    if (incident && ends) {
        return looks(turn, advice, &command_advice_here);
    }
    if (incident || !lacks) {
        return advice_refuse(turn, advice,
                             text_equal(incident, turn->here) ? NULL : incident, err);
    }
    return looks(turn, advice, &command_advice);
}
