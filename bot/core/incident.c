/* incident.c: states as values: made, copied, asked.
 *
 * The struct is one allocation and everything it points to is in its arena, so that a
 * state can be rebuilt in place when a long fold has left more garbage than content. */
#include "core/incident.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/incident_fields.h"
#include "core/milestone.h"

struct incident *incident_new(const char *id) {
    struct incident *incident = mem_new(sizeof *incident);
    incident->arena = arena_new();
    incident->id = arena_strdup(incident->arena, id);
    return incident;
}

void incident_free(struct incident *incident) {
    if (incident) {
        arena_free(incident->arena);
        free(incident);
    }
}

static void copy_field(struct arena *arena, const struct field *field, const char *from,
                       char *to) {
    const void *source = from + field->offset;
    void *target = to + field->offset;

    switch (field->type) {
    case FIELD_STRING:
    case FIELD_OPTIONAL:
        *(const char **)target = arena_strdup(arena, *(const char *const *)source);
        break;
    case FIELD_NUMBER:
        *(int64_t *)target = *(const int64_t *)source;
        break;
    case FIELD_INT:
        *(int *)target = *(const int *)source;
        break;
    case FIELD_BOOL:
        *(bool *)target = *(const bool *)source;
        break;
    }
}

static void copy_list(const struct field_list *list, const struct incident *from,
                      struct incident *to) {
    size_t n = *list_count(list, (void *)from);
    const char *source = list_rows(list, (void *)from);
    char *target;

    list_room(list, to, n);
    target = list_rows(list, to);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < list->ncolumns; c++) {
            copy_field(to->arena, &list->columns[c], source + i * list->row,
                       target + i * list->row);
        }
    }
    *list_count(list, to) = n;
}

struct incident *incident_clone(const struct incident *incident) {
    struct incident *copy = incident_new(NULL);

    for (size_t i = 0; i < incident_fields.nfields; i++) {
        copy_field(copy->arena, &incident_fields.fields[i], (const char *)incident,
                   (char *)copy);
    }
    for (size_t i = 0; i < incident_fields.nlists; i++) {
        copy_list(&incident_fields.lists[i], incident, copy);
    }
    copy->chain = arena_strdup(copy->arena, incident->chain);
    return copy;
}

/* ---- questions ---- */

const char *incident_role(const struct incident *incident, const char *role) {
    for (size_t i = 0; i < incident->nroles; i++) {
        if (text_equal(incident->roles[i].role, role)) {
            return incident->roles[i].actor;
        }
    }
    return NULL;
}

int64_t incident_vacant_since(const struct incident *incident, const char *role) {
    for (size_t i = 0; i < incident->nvacated; i++) {
        if (text_equal(incident->vacated[i].role, role)) {
            return incident->vacated[i].since;
        }
    }
    return 0;
}

const struct climb *incident_climb(const struct incident *incident, const char *deadline,
                                   int64_t ref) {
    for (size_t i = 0; i < incident->nclimbs; i++) {
        const struct climb *climb = &incident->climbs[i];

        if (climb->ref == ref && text_equal(climb->deadline, deadline)) {
            return climb;
        }
    }
    return NULL;
}

const struct action *incident_action(const struct incident *incident, int64_t number) {
    for (size_t i = 0; i < incident->nactions; i++) {
        if (incident->actions[i].number == number) {
            return &incident->actions[i];
        }
    }
    return NULL;
}

const struct mitigation *incident_mitigation(const struct incident *incident,
                                             int64_t number) {
    for (size_t i = 0; i < incident->nmitigations; i++) {
        if (incident->mitigations[i].number == number) {
            return &incident->mitigations[i];
        }
    }
    return NULL;
}

bool mitigation_stands(const struct mitigation *mitigation) {
    return text_equal(mitigation->state, MITIGATION_IN_PLACE) ||
           text_equal(mitigation->state, MITIGATION_WORKS);
}

const char *incident_place(const struct incident *incident, const char *network) {
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (text_equal(incident->places[i].network, network)) {
            return incident->places[i].place;
        }
    }
    return NULL;
}

bool incident_has_channel(const struct incident *incident) {
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed && incident->places[i].place) {
            return true;
        }
    }
    return false;
}

bool incident_reached(const struct incident *incident, const char *milestone) {
    int found = milestone_from_name(milestone);

    return found >= 0 && incident->milestones[found] != 0;
}

const char *incident_end(const struct incident *incident) {
    if (!incident->closed) {
        return NULL;
    }
    return incident->end ? incident->end : END_CLOSED;
}

const char *incident_original(const struct incident *incident) {
    for (size_t i = 0; i < incident->nlinks; i++) {
        if (text_equal(incident->end, END_DUPLICATE) &&
            text_equal(incident->links[i].as, LINK_DUPLICATE_OF)) {
            return incident->links[i].other;
        }
    }
    return NULL;
}

/* ---- ids ---- */

char *incident_id(struct arena *arena, int64_t at, int64_t sequence) {
    int year, month, day;

    time_utc_day(at, &year, &month, &day);
    return arena_printf(arena, "INC-%04d-%02d-%02d-%03lld", year, month, day,
                        (long long)sequence);
}

const char *incident_made(const struct incident *incident, char buf[INCIDENT_MADE]) {
    snprintf(buf, INCIDENT_MADE, "%lld", (long long)incident->opened);
    return buf;
}

bool incident_id_valid(const char *s) {
    static const char form[] = "INC-dddd-dd-dd-ddd"; /* d: a digit */
    enum { SEQUENCE_DIGITS = 9 };
    size_t digits;

    if (!s) {
        return false;
    }
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i]) {
            return false;
        }
    }
    s += strlen("INC-dddd-dd-dd-");
    digits = strspn(s, "0123456789");
    /* One spelling an incident: more than three digits never begin with a zero. */
    return s[digits] == '\0' && digits <= SEQUENCE_DIGITS && (digits == 3 || s[0] != '0');
}
