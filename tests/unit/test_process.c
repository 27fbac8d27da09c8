// SPDX-License-Identifier: MIT
#include "base/process.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *const shell_exit_7[] = {"sh", "-c", "exit 7", NULL};

static void run_tells_how_the_child_ended(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct process_request request = {.argv = shell_exit_7};
    struct process_result result = process_run(&diag, &request);
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 7);

    const char *const suicide[] = {"sh", "-c", "kill -9 $$", NULL};
    request.argv = suicide;
    result = process_run(&diag, &request);
    assert_int_equal(result.end, PROCESS_SIGNALLED);
    assert_int_equal(result.status, SIGKILL);
}

static void run_without_the_program_names_it_and_the_remedy(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const char *const argv[] = {"no-such-compiler", NULL};
    const struct process_request request = {.argv = argv};
    assert_int_equal(process_run(&diag, &request).end, PROCESS_NOT_STARTED);
    assert_int_equal(diag.environment_errors, 1);
    assert_string_equal(diag.entries[0].text,
                        "the program 'no-such-compiler' is not on this machine");
    assert_non_null(diag.entries[0].remedy);
}

static void run_kills_the_whole_group_after_the_timeout(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const char *const argv[] = {"sh", "-c", "sleep 60 & wait", NULL};
    const struct process_request request = {.argv = argv, .timeout_ms = 100};
    const uint64_t begun = clock_ms();
    assert_int_equal(process_run(&diag, &request).end, PROCESS_TIMED_OUT);
    assert_true(clock_ms() - begun < 10000);
}

static void run_gives_environment_and_folder(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const char *const argv[] = {"sh", "-c", "test \"$PWD $GIVEN\" = '/ value'", NULL};
    const char *const environment[] = {"GIVEN=value", NULL};
    const struct process_request request = {
        .argv = argv, .environment = environment, .folder = "/"};
    assert_int_equal(process_run(&diag, &request).status, 0);
}

static void output_returns_text_without_the_last_newline(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const char *const argv[] = {"printf", "two words\\n", NULL};
    assert_string_equal(process_output(arena, &diag, argv, 100), "two words");
    assert_null(process_output(arena, &diag, shell_exit_7, 100));
}

static void start_passes_a_socket_that_carries_bytes_both_ways(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const char *const argv[] = {"sh", "-c", "cat <&5 >&5", NULL};
    const struct process_request request = {.argv = argv};
    struct process child;
    assert_true(process_start(&diag, &request, 5, &child));
    assert_int_equal(write(child.fd, "ping", 4), 4);
    struct pollfd ready = {.fd = child.fd, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, 5000), 1);
    char echo[8] = "";
    assert_int_equal(read(child.fd, echo, sizeof echo - 1), 4);
    assert_string_equal(echo, "ping");
    assert_true(process_running(&child));
    process_stop(&child);
    process_stop(&child);
    assert_false(process_running(&child));
    assert_int_equal(child.fd, -1);
}

static void running_notices_that_the_child_died(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const struct process_request request = {.argv = shell_exit_7};
    struct process child;
    assert_true(process_start(&diag, &request, 3, &child));
    const uint64_t begun = clock_ms();
    while (process_running(&child) && clock_ms() - begun < 5000) {
        usleep(1000);
    }
    assert_false(process_running(&child));
    process_stop(&child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_tells_how_the_child_ended),
        cmocka_unit_test(run_without_the_program_names_it_and_the_remedy),
        cmocka_unit_test(run_kills_the_whole_group_after_the_timeout),
        cmocka_unit_test(run_gives_environment_and_folder),
        cmocka_unit_test(output_returns_text_without_the_last_newline),
        cmocka_unit_test(start_passes_a_socket_that_carries_bytes_both_ways),
        cmocka_unit_test(running_notices_that_the_child_died),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
