/* config_schema.c: the keys of tocsin.yaml as libcyaml loads them, made of the table of
 * options: "a.b" is a key in a mapping, "a[].b" one in each entry of a list. What is loaded
 * lies in struct raw_config; mappings lie flat in it. */
#include "base/text.h"
#include "io/config_raw.h"

#include <string.h>

enum { PEOPLE_MAX = 10000 };

static bool is_person(const struct config_option *row) {
    return text_starts(row->name, CONFIG_PERSON);
}

size_t config_raw_index(const struct config_option *row) {
    const struct config_option *first = config_options;
    while (is_person(row) && !is_person(first)) {
        first++;
    }
    return (size_t)(row - first);
}

static cyaml_schema_value_t *text_value(struct arena *arena, unsigned least,
                                        unsigned most) {
    cyaml_schema_value_t *value = arena_alloc(arena, sizeof *value);
    *value = (cyaml_schema_value_t){.type = CYAML_STRING,
                                    .flags = CYAML_FLAG_POINTER,
                                    .data_size = sizeof(char),
                                    .string = {least, most}};
    return value;
}

static cyaml_schema_value_t value_of(struct arena *arena,
                                     const struct config_option *row) {
    cyaml_schema_value_t value = {.data_size = sizeof(unsigned)};
    switch (row->shape) {
    case OPTION_TEXT:
    case OPTION_PATH:
        value = *text_value(arena, row->least, row->most);
        break;
    case OPTION_LIST:
        value = (cyaml_schema_value_t){
            .type = CYAML_SEQUENCE,
            .flags = CYAML_FLAG_POINTER,
            .data_size = sizeof(char *),
            .sequence = {text_value(arena, 1, row->each), row->least, row->most}};
        break;
    case OPTION_NUMBER:
        value.type = CYAML_UINT;
        break;
    case OPTION_SWITCH:
        value.type = CYAML_BOOL;
        break;
    case OPTION_WORD:
    case OPTION_WORDS:
        value.type = row->shape == OPTION_WORD ? CYAML_ENUM : CYAML_FLAGS;
        value.enumeration.strings = row->words;
        value.enumeration.count = row->nwords;
        break;
    }
    value.flags |= row->must ? CYAML_FLAG_DEFAULT : CYAML_FLAG_OPTIONAL;
    return value;
}

static const cyaml_schema_field_t *fields_below(struct arena *arena, const char *prefix);

/* The list of people, or a mapping whose keys begin with `prefix`. */
static cyaml_schema_value_t inner_of(struct arena *arena, const char *prefix,
                                     cyaml_schema_field_t *field) {
    cyaml_schema_value_t mapping = {.type = CYAML_MAPPING,
                                    .mapping = {fields_below(arena, prefix)}};
    if (!text_equal(prefix, CONFIG_PERSON)) {
        mapping.flags = CYAML_FLAG_OPTIONAL;
        mapping.data_size = sizeof(struct raw_config);
        return mapping;
    }
    cyaml_schema_value_t *entry = arena_alloc(arena, sizeof *entry);
    mapping.data_size = sizeof(struct raw_person);
    *entry = mapping;
    field->data_offset = offsetof(struct raw_config, people);
    field->count_offset = offsetof(struct raw_config, people_count);
    field->count_size = sizeof(unsigned);
    return (cyaml_schema_value_t){.type = CYAML_SEQUENCE,
                                  .flags = CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER,
                                  .data_size = sizeof(struct raw_person),
                                  .sequence = {entry, 0, PEOPLE_MAX}};
}

static bool is_there(const cyaml_schema_field_t *fields, const char *key) {
    for (; fields->key; fields++) {
        if (text_equal(fields->key, key)) {
            return true;
        }
    }
    return false;
}

/* Of all rows whose names begin with `prefix`, in their order; ends with a NULL key. */
static const cyaml_schema_field_t *fields_below(struct arena *arena, const char *prefix) {
    cyaml_schema_field_t *fields =
        arena_array(arena, CONFIG_OPTIONS_MAX + 1, sizeof *fields);
    size_t n = 0;
    for (const struct config_option *row = config_options; row->name; row++) {
        const char *rest = text_after(row->name, prefix);
        size_t len = rest ? strcspn(rest, ".[") : 0;
        const char *key = rest ? arena_strndup(arena, rest, len) : NULL;
        if (!rest || is_there(fields, key)) {
            continue;
        }
        cyaml_schema_field_t *field = &fields[n++];
        field->key = key;
        if (rest[len] == '\0') {
            field->data_offset =
                (uint32_t)(config_raw_index(row) * sizeof(struct raw_value));
            field->count_offset =
                field->data_offset + (uint32_t)offsetof(struct raw_value, count);
            field->count_size = sizeof(unsigned);
            field->value = value_of(arena, row);
        } else {
            size_t inner = strlen(prefix) + len + strspn(rest + len, "[].");
            field->value = inner_of(arena, arena_strndup(arena, row->name, inner), field);
        }
    }
    return fields;
}

const cyaml_schema_value_t *config_schema(struct arena *arena) {
    cyaml_schema_value_t *schema = arena_alloc(arena, sizeof *schema);
    *schema = (cyaml_schema_value_t){.type = CYAML_MAPPING,
                                     .flags = CYAML_FLAG_POINTER,
                                     .data_size = sizeof(struct raw_config),
                                     .mapping = {fields_below(arena, "")}};
    return schema;
}
