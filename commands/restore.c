/* restore: the service works again for those who use it, as a whole or in part. The whole
 * is the end of the outage and of the duration that is reported; the cause may still have
 * to be removed. A part ends nothing: updates stay due until all of it works. */
#include "common.h"
#include "core/args_questions.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/markup_text.h"
#include "core/parts.h"
#include "core/parts_read.h"
#include "core/parts_said.h"

static bool unclear(const struct recovered *read, struct error *err) {
    if (read->each) {
        return err_set(err, ERR_INVALID,
                       "Nothing is recorded: one part at a time.\n"
                       "Each of them: %s\n"
                       "All of it: <!restore all>",
                       read->each);
    }
    return err_set(err, ERR_INVALID,
                   "Does all of it work again, or only %s? Nothing is recorded yet.\n"
                   "Only that part: <!restore part=%s>\n"
                   "All of it: <!restore all>",
                   read->part, read->part);
}

/* A part that is known to be hit, as an example that says something true; else what stands
 * for one and is refused as it stands. */
static const char *some_part(const struct turn *turn) {
    const struct incident *incident = turn_incident(turn);

    for (size_t i = 0; i < incident->nparts; i++) {
        if (!text_equal(incident->parts[i].state, PART_RESTORED)) {
            return markup_escaped(turn->arena, incident->parts[i].name);
        }
    }
    return incident->nservices > 1 ? markup_escaped(turn->arena, incident->services[0])
                                   : "part=name";
}

static bool partial(const struct turn *turn, const char *note, const struct partial *said,
                    struct error *err) {
    const char *line = parts_line(turn, said);

    if (line) {
        return err_set(err, ERR_INVALID,
                       "Nothing is recorded: \"%s\" does not sound like all of it.\n"
                       "That part: <!%s>\n"
                       "All of it: <!restore all>",
                       arg_shown(turn->arena, note), line);
    }
    return err_set(err, ERR_INVALID,
                   "Nothing is recorded: \"%s\" does not sound like all of it.\n"
                   "A part of it, by its name or as a percentage: <!restore %s>, or "
                   "`restore 45%%`\n"
                   "All of it: <!restore all>",
                   arg_shown(turn->arena, note), some_part(turn));
}

/* The parts of which nobody said that they work: a line for each, markup; "": none. */
static const char *lines_of_open(const struct turn *turn, const char **ret_names) {
    enum { SHOWN = 3 };
    const struct incident *incident = turn_incident(turn);
    const char *lines = "", *names = "";
    size_t n = 0;

    for (size_t i = 0; i < incident->nparts && n < SHOWN; i++) {
        const struct part *part = &incident->parts[i];
        const char *name = markup_escaped(turn->arena, part->name);

        if (*name == '\0' || (text_equal(part->state, PART_RESTORED) && !part->percent)) {
            continue;
        }
        n++;
        lines =
            arena_printf(turn->arena, "%sOnly %s: <!restore %s>\n", lines, name, name);
        names = arena_printf(turn->arena, "%s%s%s", names, *names ? ", " : "", name);
    }
    *ret_names = names;
    return lines;
}

/* Bare, after parts were told of: whoever typed it may mean the part that was broken last. */
static bool sure(const struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *names, *lines = lines_of_open(turn, &names);
    bool named = false; /* and not the service itself, to a percentage */

    for (size_t i = 0; i < incident->nparts; i++) {
        named = named || *incident->parts[i].name != '\0';
    }
    if (!named || turn->input->command) {
        return true;
    }
    return err_set(
        err, ERR_INVALID,
        "Does all of it work again%s%s? Nothing is recorded yet.\n%sAll of it: "
        "<!restore all>",
        *names != '\0' ? ", or only " : ", or only the parts that were named", names,
        lines);
}

/* What a button or a form restores with the whole, said by name. */
static const char *parts_with_it(const struct turn *turn) {
    const char *names;

    lines_of_open(turn, &names);
    return *names != '\0' ? names : NULL;
}

/* "eu?" in quotes: meant as text, and still a question. */
static bool asked(const struct turn *turn, const char *note, struct error *err) {
    size_t len = strlen(note);
    struct recovered read;
    const char *line = "";

    while (len > 0 && (note[len - 1] == '?' || note[len - 1] == ' ')) {
        len--;
    }
    read = parts_read(turn, arena_strndup(turn->arena, note, len));
    if (len > 0 && read.recovery != RECOVERY_WHOLE && !read.each && *read.part != '\0') {
        line = arena_printf(turn->arena, "That part: <!restore part=%s>\n",
                            markup_escaped(turn->arena, read.part));
    }
    return err_set(err, ERR_INVALID,
                   "Nothing is recorded: that sounds like a question. How it stands: "
                   "<!show>\n%sAll of it: <!restore all>",
                   line);
}

static bool whole(struct turn *turn, const char *note, struct error *err) {
    const char *with = parts_with_it(turn);

    if (!turn_add(turn, KIND_RESTORED, NULL, text_of("note", note), err)) {
        return false;
    }
    turn_say(
        turn,
        "{{#near_miss}}Recorded: the danger is over.{{/near_miss}}{{^near_miss}}"
        "Recorded: the service is restored after {{{down}}}{{#with}}, and {{{with}}} "
        "with it{{/with}}.{{/near_miss}}\n",
        json_pack("{s:s, s:b, s:s*}", "down",
                  turn_duration(turn, turn_incident(turn)->restored_ms), "near_miss",
                  turn_incident(turn)->near_miss, "with", with));
    return true;
}

static bool part(struct turn *turn, const struct recovered *read, struct error *err) {
    json_t *data, *view;

    if (!part_room(turn_incident(turn), read->part, err) ||
        !part_news(turn, read->part, PART_RESTORED, read->percent, err)) {
        return false;
    }
    data = json_pack("{s:s, s:s}", "part", read->part, "state", PART_RESTORED);
    view = json_pack("{s:s}", "part", read->part);
    if (read->percent) {
        jsonx_set_int(data, "percent", read->percent);
        jsonx_set_int(view, "percent", read->percent);
    }
    if (!turn_add(turn, KIND_PART, data, text_of("note", read->note), err)) {
        json_decref(view);
        return false;
    }
    if (parts_all_restored(turn_incident(turn))) {
        json_decref(view);
        return whole(turn, NULL, err);
    }
    turn->partial = true;
    turn_say(turn,
             "Recorded: {{^part}}the service{{/part}}{{part}} is restored{{#percent}} to "
             "{{percent}} %{{/percent}}. When all of it works: <!restore all>\n",
             view);
    return true;
}

static bool decide(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *named = turn_arg(turn, "part");
    const char *note = turn_arg(turn, "note");
    struct recovered read = parts_read(turn, note);
    struct partial said;

    if (incident->milestones[MILESTONE_RECOVERED]) {
        return err_set(err, ERR_PHASE,
                       "%s is already restored%s, since %s. If it failed again: <!reopen "
                       "what failed>",
                       incident->id, by_whom(turn, KIND_RESTORED),
                       turn_time(turn, incident->milestones[MILESTONE_RECOVERED]));
    }
    if (named) {
        struct recovered given = {RECOVERY_PART, named, 0, note, NULL};

        if (read.recovery == RECOVERY_PART && !*read.part) {
            given.percent = read.percent;
            given.note = read.note;
        }
        return part(turn, &given, err);
    }
    if (!note && !sure(turn, err)) {
        return false;
    }
    if (note && read.recovery != RECOVERY_PART && args_was_quoted(turn, note)) {
        return args_question_mark(note) ? asked(turn, note, err) : whole(turn, note, err);
    }
    said = parts_partial(turn, read.note);
    if (read.recovery == RECOVERY_UNCLEAR && !read.each &&
        parts_sound_partial(turn, read.part)) {
        return partial(turn, note, &said, err);
    }
    if (read.recovery == RECOVERY_UNCLEAR) {
        return unclear(&read, err);
    }
    if (read.recovery == RECOVERY_WHOLE &&
        (said.is || parts_sound_partial(turn, read.note))) {
        return partial(turn, read.note, &said, err);
    }
    return read.recovery == RECOVERY_PART ? part(turn, &read, err)
                                          : whole(turn, read.note, err);
}

/* What is wrong with a form is shown at its note. */
static bool run(struct turn *turn, struct error *err) {
    if (decide(turn, err)) {
        return true;
    }
    err->field = !err->field && turn_arg(turn, "note") ? "note" : err->field;
    return false;
}

const struct command command_restore = {
    .name = "restore",
    .aliases = (const char *const[]){"restored", "recovered", "recover", NULL},
    .summary = "Record that the service works again, or a part of it",
    .details = "`restore eu`, `restore 45%`, `restore eu 45%`: a part that is known "
               "(named before, one of several services, or a region), or `part=`. All of "
               "it: <!restore> alone or with a note.",
    .example = "restore error rate back at its usual level",
    .args =
        (const struct arg[]){{"part", ARG_WORD, ARG_KEY, "component or region", NULL},
                             {"note", ARG_TEXT, 0, "how you know",
                              (const char *const[]){"what is back", "ce qui est rétabli",
                                                    "comment vous le savez", NULL}},
                             ARG_AT,
                             {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
