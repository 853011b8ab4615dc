/* config_schema.c: the keys of tocsin.yaml as libcyaml loads them, made of the table of
 * options: "a.b" is a key in a mapping, "a[].b" one in each entry of a list. What is loaded
 * lies in struct raw_config; mappings lie flat in it. */
#include "io/config_schema.h"
#include "base/text.h"
#include "io/config_options.h"
#include "io/config_raw.h"

#include <string.h>

enum { PEOPLE_MAX = 10000 };

/* What all of it is made from. */
struct making {
    struct arena *arena;
    const struct config_row *rows;
};

bool config_is_person(const struct config_row *row) {
    return text_starts(row->option->name, CONFIG_PERSON);
}

size_t config_raw_index(const struct config_row *rows, const struct config_row *row) {
    const struct config_row *first = rows;
    while (config_is_person(row) && !config_is_person(first)) {
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

static const cyaml_strval_t *words_of(struct arena *arena,
                                      const struct config_option *row) {
    cyaml_strval_t *words = arena_array(arena, row->nwords, sizeof *words);
    for (unsigned i = 0; i < row->nwords; i++) {
        words[i] = (cyaml_strval_t){row->words[i].word, (int64_t)row->words[i].value};
    }
    return words;
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
        value.enumeration.strings = words_of(arena, row);
        value.enumeration.count = row->nwords;
        break;
    }
    value.flags |= row->must ? CYAML_FLAG_DEFAULT : CYAML_FLAG_OPTIONAL;
    return value;
}

static const cyaml_schema_field_t *fields_below(const struct making *making,
                                                const char *prefix);

static size_t count(const struct config_row *rows) {
    size_t n = 0;
    while (rows[n].option) {
        n++;
    }
    return n;
}

static uint32_t size_of(const struct config_row *rows) {
    return (uint32_t)(sizeof(struct raw_config) + count(rows) * sizeof(struct raw_value));
}

/* The list of people, or a mapping whose keys begin with `prefix`. */
static cyaml_schema_value_t inner_of(const struct making *making, const char *prefix,
                                     cyaml_schema_field_t *field) {
    cyaml_schema_value_t mapping = {.type = CYAML_MAPPING,
                                    .mapping = {fields_below(making, prefix)}};
    if (!text_equal(prefix, CONFIG_PERSON)) {
        mapping.flags = CYAML_FLAG_OPTIONAL;
        mapping.data_size = size_of(making->rows);
        return mapping;
    }
    cyaml_schema_value_t *entry = arena_alloc(making->arena, sizeof *entry);
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

/* In struct raw_config, or in struct raw_person. */
static uint32_t offset_of(const struct config_row *rows, const struct config_row *row) {
    size_t values = config_is_person(row) ? offsetof(struct raw_person, values)
                                          : offsetof(struct raw_config, values);
    return (uint32_t)(values + config_raw_index(rows, row) * sizeof(struct raw_value));
}

/* Of all rows whose names begin with `prefix`, in their order; ends with a NULL key. */
static const cyaml_schema_field_t *fields_below(const struct making *making,
                                                const char *prefix) {
    struct arena *arena = making->arena;
    cyaml_schema_field_t *fields =
        arena_array(arena, count(making->rows) + 1, sizeof *fields);
    size_t n = 0;
    for (const struct config_row *row = making->rows; row->option; row++) {
        const char *rest = text_after(row->option->name, prefix);
        size_t len = rest ? strcspn(rest, ".[") : 0;
        const char *key = rest ? arena_strndup(arena, rest, len) : NULL;
        if (!rest || is_there(fields, key)) {
            continue;
        }
        cyaml_schema_field_t *field = &fields[n++];
        field->key = key;
        if (rest[len] == '\0') {
            field->data_offset = offset_of(making->rows, row);
            field->count_offset =
                field->data_offset + (uint32_t)offsetof(struct raw_value, count);
            field->count_size = sizeof(unsigned);
            field->value = value_of(arena, row->option);
        } else {
            size_t inner = strlen(prefix) + len + strspn(rest + len, "[].");
            field->value =
                inner_of(making, arena_strndup(arena, row->option->name, inner), field);
        }
    }
    return fields;
}

const cyaml_schema_value_t *config_schema(struct arena *arena,
                                          const struct config_row *rows) {
    const struct making making = {arena, rows};
    cyaml_schema_value_t *schema = arena_alloc(arena, sizeof *schema);
    *schema = (cyaml_schema_value_t){.type = CYAML_MAPPING,
                                     .flags = CYAML_FLAG_POINTER,
                                     .data_size = size_of(rows),
                                     .mapping = {fields_below(&making, "")}};
    return schema;
}
