// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "base/process.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status cmd_help(struct context *context, int argc, char *argv[]);
static enum status cmd_version(struct context *context, int argc, char *argv[]);

// In the order of the work: the four questions first, then the tools.
static const struct command commands[] = {
    {"new", cmd_new, "start a device model"},
    {"model", cmd_model, "check a device model: what are we working on?"},
    {"threats", cmd_threats, "list the attack paths that apply: what can go wrong?"},
    {"plan", cmd_plan, "choose the cheapest controls: what are we going to do about it?"},
    {"build", cmd_build, "build stock and hardened firmware"},
    {"provision", cmd_provision, "show what has to be set on the device itself, and rehearse it"},
    {"verify", cmd_verify, "audit and attack both builds: did we do a good enough job?"},
    {"report", cmd_report, "write the result as one HTML page"},
    {"audit", cmd_audit, "say what is in a firmware image, with evidence"},
    {"attack", cmd_attack, "run the live attacks against a build or a device"},
    {"image", cmd_image, "make, sign, encrypt and judge application images"},
    {"keygen", cmd_keygen, "make a key that signs images"},
    {"unlock", cmd_unlock, "open the service door of a device for one boot"},
    {"explain", cmd_explain, "explain an entry of the catalogue by its id"},
    {"help", cmd_help, "list the commands, or show the help of one"},
    {"version", cmd_version, "print the versions"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

struct globals {
    bool version, json, quiet, no_color;
    const char *folder, *catalogue, *micropython, *home;
};

enum { GLOBAL_COUNT = 8 };

static void global_options(struct globals *globals, struct option options[GLOBAL_COUNT])
{
    const struct option table[GLOBAL_COUNT] = {
        {"directory", 'C', OPTION_TEXT, &globals->folder, "DIR", "work in DIR"},
        {"json", 0, OPTION_FLAG, &globals->json, NULL, "print one JSON document"},
        {"quiet", 'q', OPTION_FLAG, &globals->quiet, NULL, "no progress"},
        {"no-color", 0, OPTION_FLAG, &globals->no_color, NULL, "no colours (also: NO_COLOR)"},
        {"catalogue", 0, OPTION_TEXT, &globals->catalogue, "DIR",
         "use this catalogue instead of the built-in one"},
        {"micropython", 0, OPTION_TEXT, &globals->micropython, "DIR", "use this MicroPython tree"},
        {"home", 0, OPTION_TEXT, &globals->home, "DIR",
         "where mpsec's boards/ and guard/ are (also: MPSEC_HOME)"},
        {"version", 0, OPTION_FLAG, &globals->version, NULL, "print the version and exit"},
    };
    memcpy(options, table, sizeof table);
}

static void list_commands(const struct usage *usage)
{
    usage_write(usage, stdout);
    puts("\nCommands:");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    puts("\nExit status: 0 good enough, 1 findings above the appetite, 2 usage or input,\n"
         "3 the environment failed.");
}

static struct usage global_usage(const struct option *options)
{
    return (struct usage){
        .synopsis = "mpsec [OPTION]... COMMAND [ARGUMENT]...",
        .summary = "Model, harden, attack and prove MicroPython firmware.",
        .options = options,
        .option_count = GLOBAL_COUNT,
    };
}

static enum status cmd_help(struct context *context, int argc, char *argv[])
{
    if (argc > 1 && argv[1][0] != '-') {
        const struct command *command = find_command(argv[1]);
        if (command != NULL && command->run != cmd_help) {
            char help[] = "--help";
            char *words[] = {argv[1], help, NULL};
            return command->run(context, 2, words);
        }
        if (command == NULL) {
            diag_input(&context->diag, NO_PLACE, "mpsec help lists the commands",
                       "there is no command '%s'", argv[1]);
            return command_end(context, "help", NULL, STATUS_USAGE);
        }
    }
    struct globals globals = {0};
    struct option options[GLOBAL_COUNT];
    global_options(&globals, options);
    const struct usage usage = global_usage(options);
    list_commands(&usage);
    return command_flush(STATUS_CLEAN);
}

static enum status cmd_version(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec version",
        .summary = "Print the version of mpsec.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (!context->json) {
        puts("mpsec " MPSEC_VERSION);
    }
    return command_end(context, "version", json_object(), STATUS_CLEAN);
}

// The folder that holds boards/ and guard/: told, or the source tree we were built from.
static const char *find_home(struct arena *arena, const char *told)
{
    const char *home = told != NULL ? told : getenv("MPSEC_HOME");
    return path_absolute(arena, home != NULL ? home : MPSEC_SOURCE_ROOT);
}

static const char *find_micropython(struct arena *arena, const char *told, const char *home)
{
    if (told != NULL) {
        return path_absolute(arena, told);
    }
    return path_join(arena, home, ".deps/" MPSEC_MICROPYTHON);
}

static bool set_up(struct context *context, const struct globals *globals)
{
    if (globals->folder != NULL && chdir(globals->folder) != 0) {
        diag_input(&context->diag, (struct place){.file = globals->folder}, NULL,
                   "cannot work in this folder");
        return false;
    }
    context->json = globals->json;
    context->quiet = globals->quiet || globals->json || isatty(STDERR_FILENO) == 0;
    const char *no_color = getenv("NO_COLOR");
    context->colour = !globals->no_color && (no_color == NULL || no_color[0] == '\0') &&
                      isatty(STDOUT_FILENO) != 0;
    context->catalogue_folder = globals->catalogue;
    context->home = find_home(context->arena, globals->home);
    context->micropython = find_micropython(context->arena, globals->micropython, context->home);
    return true;
}

static bool takes_value(const char *word)
{
    return strcmp(word, "-C") == 0 || strcmp(word, "--directory") == 0 ||
           strcmp(word, "--catalogue") == 0 || strcmp(word, "--micropython") == 0 ||
           strcmp(word, "--home") == 0;
}

// The flags that are welcome on both sides of the command.
static bool take_flag(struct globals *globals, const char *word)
{
    bool *const flag = strcmp(word, "--json") == 0       ? &globals->json
                       : strcmp(word, "--quiet") == 0    ? &globals->quiet
                       : strcmp(word, "--no-color") == 0 ? &globals->no_color
                                                         : NULL;
    if (flag != NULL) {
        *flag = true;
    }
    return flag != NULL;
}

// Where the command stands in argv, 0 when there is none. Takes the flags behind it out.
static int split(int argc, char *argv[], struct globals *globals)
{
    int command = 1;
    while (command < argc && argv[command][0] == '-') {
        (void)take_flag(globals, argv[command]);
        command += takes_value(argv[command]) ? 2 : 1;
    }
    int kept = command;
    for (int i = command; i < argc; i++) {
        if (!take_flag(globals, argv[i])) {
            argv[kept++] = argv[i];
        }
    }
    for (int i = kept; i < argc; i++) {
        argv[i] = NULL;
    }
    return command < kept ? command : 0;
}

static enum status run(struct context *context, int argc, char *argv[])
{
    struct globals globals = {0};
    struct option options[GLOBAL_COUNT];
    global_options(&globals, options);
    const struct usage usage = global_usage(options);
    const int at = split(argc, argv, &globals);
    context->json = globals.json; // mistakes in the options are told in JSON, too
    int count = 0;
    while (count < argc && argv[count] != NULL) {
        count++;
    }
    int operands;
    const int global_words = at > 0 ? at : count;
    switch (options_parse(context->arena, &context->diag, &usage, global_words, argv, &operands)) {
    case OPTIONS_HELP:
        return cmd_help(context, 1, argv);
    case OPTIONS_WRONG:
        return command_end(context, "mpsec", NULL, STATUS_USAGE);
    case OPTIONS_OK:
        break;
    }
    if (!set_up(context, &globals)) {
        return command_end(context, "mpsec", NULL, STATUS_USAGE);
    }
    if (globals.version) {
        return cmd_version(context, 1, argv);
    }
    if (at == 0) {
        list_commands(&usage);
        return STATUS_USAGE;
    }
    const struct command *command = find_command(argv[at]);
    if (command == NULL) {
        diag_input(&context->diag, NO_PLACE, "mpsec help lists the commands",
                   "there is no command '%s'", argv[at]);
        return command_end(context, argv[at], NULL, STATUS_USAGE);
    }
    return command->run(context, count - at, argv + at);
}

int main(int argc, char *argv[])
{
    AUTO_ARENA arena = arena_new();
    struct context context = {.arena = arena};
    diag_init(&context.diag, arena);
    process_watch_signals();
    return (int)run(&context, argc, argv);
}
