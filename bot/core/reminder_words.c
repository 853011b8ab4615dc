/* reminder_words.c: what a reminder says: a sentence on each deadline, who is asked, who
 * did not answer, how late it comes. */
#include "core/reminder_words.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/view_fields.h"

/* Silence since the update, and since anybody spoke. */
enum { SPOKEN_APART_MS = 5 * 60 * 1000 };

/* The sentence on one deadline. `safe`: for those who may not read the contents. */
static json_t *sentence(const struct telling *telling, const struct entry *entry,
                        bool safe) {
    const struct incident *after = telling->after;
    const char *kind = jsonx_string(entry->data, "deadline", "");
    int64_t due = jsonx_int(entry->data, "due", 0);
    json_t *view = json_object();
    char flag[LIMIT_WORD];

    snprintf(flag, sizeof flag, "is_%s", kind);
    view_flag(view, flag, true);
    if (after->milestones[MILESTONE_RESOLVED] != 0 &&
        after->milestones[MILESTONE_RECOVERED] == 0) {
        view_flag(view, "unrestored", text_equal(kind, DEADLINE_UPDATE));
        view_duration(view, "resolved_ago",
                      entry->at - after->milestones[MILESTONE_RESOLVED]);
    }
    view_time(view, "due", due);
    view_flag(view, "coming", due > entry->at);
    view_duration(view, "silent", entry->at - after->cadence.base);
    if (text_equal(kind, DEADLINE_ACTION)) {
        const struct action *action =
            incident_action(after, jsonx_int(entry->data, "ref", 0));

        jsonx_set_int(view, "action_number", jsonx_int(entry->data, "ref", 0));
        if (action && !safe) {
            jsonx_set_string(view, "action_title", action->title);
        }
    }
    return view;
}

/* Is this deadline due in this moment as well? */
static bool holds(const struct moment *moment, const char *kind) {
    for (size_t i = 0; i < moment->n; i++) {
        if (text_equal(jsonx_string(moment->list[i]->data, "deadline", ""), kind)) {
            return true;
        }
    }
    return false;
}

static json_t *sentences(const struct telling *telling, const struct moment *moment,
                         bool safe) {
    json_t *list = json_array();

    for (size_t i = 0; i < moment->n; i++) {
        json_t *one = sentence(telling, moment->list[i], safe);

        if (holds(moment, DEADLINE_RESTORE)) {
            json_object_del(one, "unrestored"); /* said by its own sentence */
        }
        view_flag(one, "more", i + 1 < moment->n);
        json_array_append_new(list, one);
    }
    return list;
}

/* Late: because tocsin was away, or because something kept it. */
static void fill_late(const struct moment *moment, json_t *fields) {
    for (size_t i = 0; i < moment->n; i++) {
        const json_t *data = moment->list[i]->data;
        int64_t late = jsonx_int(data, "late", 0), from = jsonx_int(data, "away_from", 0);
        int64_t missed = jsonx_int(data, "missed", 0);

        if (late <= SPAN_TOLD_MS) {
            continue;
        }
        if (from != 0) {
            view_time(fields, "away_from", from);
            view_time(fields, "away_to", jsonx_int(data, "away_to", 0));
        } else {
            view_duration(fields, "late", late);
        }
        if (moment_rank(moment->list[i]) == 0) { /* an update */
            view_flag(fields, "missed_one", missed == 1);
            if (missed > 1) {
                jsonx_set_int(fields, "missed", missed);
            }
        }
        return;
    }
}

const char *reminder_commander(const struct telling *telling) {
    const char *key = policy_commander(telling->world->policy);
    const char *holder = key ? incident_role(telling->after, key) : NULL;

    return holder ? people_name(telling->world->directory, holder) : NULL;
}

/* Has somebody spoken since the last update, so that the two silences are not the same? */
static bool spoken_since(const struct incident *incident) {
    return incident->spoken - incident->cadence.base > SPOKEN_APART_MS;
}

/* Who is asked by now, who was before and did not answer, and who could be called. */
static void fill_asked(const struct telling *telling, const struct moment *moment,
                       bool safe, json_t *fields) {
    const struct policy *policy = telling->world->policy;
    const struct incident *after = telling->after;
    const struct entry *first = moment->list[0];
    const char *commander = reminder_commander(telling);

    if (moment->rung != 0) {
        const char *name = policy->ladder[moment->rung - 1];
        const struct policy_role *role = policy_role(policy, name);

        view_flag(fields, "to_leadership", text_equal(name, RUNG_LEADERSHIP));
        jsonx_set_string(fields, "to_role", role ? role->name : NULL);
    } else if (moment->again && moment_rank(first) == 0 && !spoken_since(after)) {
        view_flag(fields, "same_silence", true); /* "No update for 50 min" said it */
    } else if (moment->again && after->spoken != 0) {
        view_duration(fields, "unspoken", first->at - after->spoken);
    }
    if (moment->rung != 0 || moment->again) {
        jsonx_set_string(fields, "unanswered", moment_unanswered(telling, moment));
    }
    jsonx_set_string(fields, "commander", commander);
    view_flag(fields, "no_commander", commander == NULL);
    if (safe) {
        return; /* outsiders are told whom to ask in any case */
    }
    view_flag(fields, "leads_nobody",
              !commander && moment->whom.leadership && !holds(moment, DEADLINE_COMMAND));
    view_flag(fields, "leads", commander && moment->whom.leadership);
}

json_t *reminder_fields(const struct telling *telling, const struct moment *moment,
                        bool safe) {
    const struct entry *first = moment->list[0];
    int64_t overdue = first->at - jsonx_int(first->data, "due", 0);
    json_t *fields = json_object(), *list = sentences(telling, moment, safe);
    size_t acknowledge = 0;

    json_object_set(fields, "first", json_array_get(list, 0));
    json_object_set_new(fields, "deadlines", list);
    jsonx_set_string(fields, "whom", moment_mentions(telling, &moment->whom));
    view_duration(fields, "overdue", overdue);
    fill_asked(telling, moment, safe, fields);
    for (size_t i = 1; i < moment->n; i++) {
        acknowledge += moment_rank(moment->list[i]) == 1 ? 1 : 0;
    }
    view_flag(fields, "acknowledges", acknowledge > 0 && moment_rank(first) == 0);
    fill_late(moment, fields);
    return fields;
}
