/* incident_json.c: a state as a snapshot, and back.
 *
 * Members at their zero are left out and rows are arrays: a snapshot is for programs, and
 * small. Reading is strict: a member that is missing, surplus or of another type means
 * that somebody else wrote this, and folding the timeline again is always right. */
#include "core/incident_json.h"
#include "base/jsonx.h"
#include "core/incident_fields.h"

#define KEY_FOLD "fold"

/* ---- writing ---- */

/* New reference; NULL: at its zero. */
static json_t *field_to_json(const struct field *field, const char *base) {
    const void *at = base + field->offset;

    switch (field->type) {
    case FIELD_STRING:
    case FIELD_OPTIONAL:
        return *(const char *const *)at ? json_string(*(const char *const *)at) : NULL;
    case FIELD_NUMBER:
        return *(const int64_t *)at != 0 ? json_integer(*(const int64_t *)at) : NULL;
    case FIELD_INT:
        return *(const int *)at != 0 ? json_integer(*(const int *)at) : NULL;
    case FIELD_BOOL:
        return *(const bool *)at ? json_true() : NULL;
    }
    return NULL;
}

static json_t *column_to_json(const struct field *column, const char *row) {
    json_t *value = field_to_json(column, row);

    if (value) {
        return value;
    }
    switch (column->type) {
    case FIELD_STRING:
    case FIELD_OPTIONAL:
        return json_null();
    case FIELD_BOOL:
        return json_false();
    case FIELD_NUMBER:
    case FIELD_INT:
        break;
    }
    return json_integer(0);
}

static json_t *row_to_json(const struct field_list *list, const char *row) {
    json_t *array;

    if (list->ncolumns == 1) {
        return column_to_json(list->columns, row);
    }
    array = json_array();
    for (size_t c = 0; c < list->ncolumns; c++) {
        json_array_append_new(array, column_to_json(&list->columns[c], row));
    }
    return array;
}

json_t *incident_to_json(const struct incident *incident) {
    json_t *json = json_object();

    jsonx_set_int(json, KEY_FOLD, FOLD_NUMBER);
    for (size_t i = 0; i < incident_fields.nfields; i++) {
        const struct field *field = &incident_fields.fields[i];
        json_t *value = field_to_json(field, (const char *)incident);

        if (value) {
            json_object_set_new(json, field->key, value);
        }
    }
    for (size_t i = 0; i < incident_fields.nlists; i++) {
        const struct field_list *list = &incident_fields.lists[i];
        size_t n = *list_count(list, (void *)incident);
        const char *rows = list_rows(list, (void *)incident);
        json_t *array;

        if (n == 0) {
            continue;
        }
        array = json_array();
        for (size_t r = 0; r < n; r++) {
            json_array_append_new(array, row_to_json(list, rows + r * list->row));
        }
        json_object_set_new(json, list->key, array);
    }
    return json;
}

/* ---- reading ---- */

static bool field_from_json(struct arena *arena, const struct field *field,
                            const json_t *value, char *base) {
    void *at = base + field->offset;
    json_int_t number;

    switch (field->type) {
    case FIELD_OPTIONAL:
        if (json_is_null(value)) {
            return true;
        }
        /* fall through */
    case FIELD_STRING:
        if (!json_is_string(value)) {
            return false;
        }
        *(const char **)at = arena_strdup(arena, json_string_value(value));
        return true;
    case FIELD_NUMBER:
        number = json_integer_value(value);
        *(int64_t *)at = number;
        return json_is_integer(value) && number >= -TIME_MAX && number <= TIME_MAX;
    case FIELD_INT:
        number = json_integer_value(value);
        if (!json_is_integer(value) || number < INT32_MIN || number > INT32_MAX) {
            return false;
        }
        *(int *)at = (int)number;
        return true;
    case FIELD_BOOL:
        *(bool *)at = json_is_true(value);
        return json_is_boolean(value);
    }
    return false;
}

static bool row_from_json(struct arena *arena, const struct field_list *list,
                          const json_t *value, char *row) {
    if (list->ncolumns == 1) {
        return field_from_json(arena, list->columns, value, row);
    }
    if (json_array_size(value) != list->ncolumns) {
        return false;
    }
    for (size_t c = 0; c < list->ncolumns; c++) {
        if (!field_from_json(arena, &list->columns[c], json_array_get(value, c), row)) {
            return false;
        }
    }
    return true;
}

static bool list_from_json(struct incident *incident, const struct field_list *list,
                           const json_t *array) {
    size_t n = json_array_size(array);

    if (!json_is_array(array) || n > list->max) {
        return false;
    }
    list_room(list, incident, n);
    for (size_t r = 0; r < n; r++) {
        if (!row_from_json(incident->arena, list, json_array_get(array, r),
                           list_rows(list, incident) + r * list->row)) {
            return false;
        }
    }
    *list_count(list, incident) = n;
    return true;
}

/* False: not a snapshot of ours. */
static bool read_members(struct incident *incident, const json_t *json) {
    size_t known = 1; /* the fold number */

    for (size_t i = 0; i < incident_fields.nfields; i++) {
        const struct field *field = &incident_fields.fields[i];
        const json_t *value = json_object_get(json, field->key);

        if (!value) {
            continue;
        }
        known++;
        if (!field_from_json(incident->arena, field, value, (char *)incident)) {
            return false;
        }
    }
    for (size_t i = 0; i < incident_fields.nlists; i++) {
        const json_t *array = json_object_get(json, incident_fields.lists[i].key);

        if (!array) {
            continue;
        }
        known++;
        if (!list_from_json(incident, &incident_fields.lists[i], array)) {
            return false;
        }
    }
    return known == json_object_size(json) && incident->id && incident->version >= 1;
}

struct incident *incident_from_json(const json_t *json) {
    struct incident *incident;

    if (jsonx_int(json, KEY_FOLD, 0) != FOLD_NUMBER) {
        return NULL;
    }
    incident = incident_new(NULL);
    if (!read_members(incident, json)) {
        incident_free(incident);
        return NULL;
    }
    return incident;
}
