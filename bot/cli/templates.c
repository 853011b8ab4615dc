/* templates.c: a folder of the operator's own templates replaces single messages of the
 * configured language.
 *
 * A file that would never be used is refused rather than passed over: whoever wrote it
 * believes that it speaks. */
#include "cli/templates.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/messages_check.h"
#include "core/template_lex.h"
#include "io/file.h"
#include "tocsin/assets.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_FILE_MAX = 64 * 1024, TEMPLATES_MAX = 200 };

#define SUFFIX ".mustache"

/* "templates/en/opened.mustache" -> language and name. */
static bool template_of_asset(const struct asset *asset, struct message_template *ret) {
    static const char folder[] = "templates/";
    if (strncmp(asset->path, folder, sizeof folder - 1) != 0) {
        return false;
    }
    const char *language = asset->path + sizeof folder - 1;
    const char *slash = strchr(language, '/');
    const char *dot = slash ? strrchr(slash, '.') : NULL;
    if (!dot) {
        return false;
    }
    ret->language = mem_copy_n(language, (size_t)(slash - language));
    ret->name = mem_copy_n(slash + 1, (size_t)(dot - slash) - 1);
    ret->text = asset->text;
    return true;
}

void templates_load_shipped(struct setup *setup) {
    setup->builtin = mem_array(assets_count + 1, sizeof *setup->builtin);
    size_t n = 0;
    for (size_t i = 0; i < assets_count; i++) {
        n += template_of_asset(&assets[i], &setup->builtin[n]) ? 1 : 0;
    }
    setup->messages.builtin = setup->builtin;
    setup->messages.nbuiltin = n;
}

static bool is_message(const struct setup *setup, const char *name, size_t len) {
    for (size_t i = 0; i < setup->messages.nbuiltin; i++) {
        if (strlen(setup->builtin[i].name) == len &&
            strncmp(setup->builtin[i].name, name, len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_language(const struct setup *setup, const char *name) {
    for (size_t i = 0; i < setup->messages.nbuiltin; i++) {
        if (text_equal(setup->builtin[i].language, name)) {
            return true;
        }
    }
    return false;
}

/* What is no template and looks as if it was meant to be one. Copies that editors leave
 * ("opened.mustache~", ".opened.mustache.swp") and other people's files are nobody's. */
static bool pass_over(const struct setup *setup, const char *folder, const char *file,
                      struct error *err) {
    const char *dot = strchr(file, '.');
    size_t stem = dot ? (size_t)(dot - file) : strlen(file);
    if (is_message(setup, file, stem) && !text_starts(file + stem, SUFFIX)) {
        return err_set(err, ERR_INVALID,
                       "templates: %s/%s is not used: call it %.*s" SUFFIX, folder, file,
                       (int)stem, file);
    }
    if (!dot && is_language(setup, file)) {
        return err_set(err, ERR_INVALID,
                       "templates: %s has a folder %s, and what is in it is not used: "
                       "name the folder of your language, %s/%s",
                       folder, file, folder, file);
    }
    return true;
}

static bool load(struct setup *setup, const char *folder, const char *file, size_t stem,
                 struct error *err) {
    char path[1024];
    struct file_text text;
    size_t n = setup->messages.noverrides;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (n == TEMPLATES_MAX) {
        return err_set(err, ERR_LIMIT, "templates: %s holds more than %d templates",
                       folder, TEMPLATES_MAX);
    }
    if (!file_read(path, TEMPLATE_FILE_MAX, false, &text, err)) {
        return err_prefix(err, "templates");
    }
    if (!utf8_valid(text.ptr, text.len) || strlen(text.ptr) != text.len) {
        file_free(&text);
        return err_set(err, ERR_INVALID, "templates: %s is not UTF-8 text", path);
    }
    if (!template_check(text.ptr, text.len, err)) {
        file_free(&text);
        return err_prefix(err, "%s", path);
    }
    setup->overrides = mem_grow(setup->overrides, n + 1, sizeof *setup->overrides);
    setup->overrides[n] = (struct message_template){
        .language = mem_copy(setup->config->directory.language),
        .name = mem_copy_n(file, stem),
        .text = text.ptr,
    };
    setup->messages.noverrides = n + 1;
    setup->messages.overrides = setup->overrides;
    return true;
}

static bool take(struct setup *setup, const char *folder, const char *file,
                 struct error *err) {
    size_t len = strlen(file), suffix = strlen(SUFFIX);
    if (file[0] == '.') {
        return true;
    }
    if (len <= suffix || strcmp(file + len - suffix, SUFFIX) != 0) {
        return pass_over(setup, folder, file, err);
    }
    return load(setup, folder, file, len - suffix, err);
}

bool templates_load_own(struct setup *setup, struct error *err) {
    const char *folder = setup->config->templates;
    if (!folder) {
        return true;
    }
    DIR *dir = opendir(folder);
    if (!dir) {
        return err_set(err, ERR_NOT_FOUND, "templates: the folder %s cannot be read",
                       folder);
    }
    bool ok = true;
    for (struct dirent *entry = readdir(dir); entry && ok; entry = readdir(dir)) {
        ok = take(setup, folder, entry->d_name, err);
    }
    closedir(dir);
    if (ok && !messages_check(&setup->messages, err)) {
        ok = err_prefix(err, "templates: %s", folder);
    }
    return ok;
}

static void free_list(struct message_template *templates, size_t n, bool texts) {
    for (size_t i = 0; i < n; i++) {
        free((char *)templates[i].language);
        free((char *)templates[i].name);
        if (texts) {
            free((char *)templates[i].text);
        }
    }
    free(templates);
}

void templates_free(struct setup *setup) {
    free_list(setup->builtin, setup->messages.nbuiltin, false);
    free_list(setup->overrides, setup->messages.noverrides, true);
}
