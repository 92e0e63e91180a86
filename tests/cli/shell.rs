//! What ships with the command: completions and manual pages.

use super::support::{Folder, Ran};

const SHELLS: &[&str] = &["bash", "elvish", "fish", "powershell", "zsh"];

/// The commands, as the help has them.
fn commands() -> Vec<String> {
    let help = Folder::new().run(["--help"]).exits(0).out;
    let (_, behind) = help.split_once("Commands:\n").unwrap();
    let (list, _) = behind.split_once("\n\n").unwrap();
    let names = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<String> = names
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 8, "{names:?}");
    names
}

#[test]
fn each_shell_gets_every_command_and_rule() {
    for shell in SHELLS {
        let script = Folder::new().run(["completions", shell]).exits(0).out;
        for name in commands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        // Completions of the other shells know options and no values.
        let has_values = matches!(*shell, "bash" | "fish" | "zsh");
        let rule = "date-offset-unpunctuated";
        assert_eq!(script.contains(rule), has_values, "{shell}");
    }
    let ran = Folder::new().run(["completions", "tcsh"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
}

#[cfg(unix)]
#[test]
fn bash_completes_what_is_typed() {
    let folder = Folder::new();
    let script = folder.run(["completions", "bash"]).exits(0).out;
    folder.write("wiredrift.bash", script);
    let offered = |words: &[&str]| -> Vec<String> {
        let (current, before) = words.split_last().unwrap();
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let test = format!(
            "source ./wiredrift.bash; COMP_WORDS=({}); COMP_CWORD={}; \
             _wiredrift wiredrift '{current}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            quoted.join(" "),
            before.len(),
            before.last().unwrap()
        );
        let mut bash = std::process::Command::new("bash");
        bash.args(["--norc", "-c", &test]).current_dir(&*folder);
        let ran = Ran::from(bash.output().unwrap()).exits(0);
        ran.out.lines().map(str::to_owned).collect()
    };
    assert_eq!(offered(&["wiredrift", "ins"]), ["inspect"]);
    assert_eq!(
        offered(&["wiredrift", "explain", "date-offset-un"]),
        ["date-offset-unpunctuated", "date-offset-unpadded"]
    );
    assert_eq!(
        offered(&["wiredrift", "explain", "cut-"]),
        ["cut-off"],
        "problems have pages, too"
    );
    assert_eq!(
        offered(&["wiredrift", "check", "--deny", "enu"])[0],
        "enums",
        "groups can be named"
    );
    assert_eq!(
        offered(&["wiredrift", "check", "--format", "gi"]),
        ["github", "gitlab"]
    );
}

#[test]
fn there_is_a_page_for_each_command() {
    let folder = Folder::new();
    let one = folder.run(["man"]).exits(0).out;
    let ran = folder.run(["man", "--out", "deep/man1"]).exits(0);
    let mut pages: Vec<String> = std::fs::read_dir(folder.join("deep/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert_eq!(
        ran.out,
        format!("wrote {} pages to deep/man1\n", pages.len())
    );
    let text = |name: &str| {
        let path = folder.join(format!("deep/man1/{name}.1"));
        std::fs::read_to_string(path).unwrap()
    };
    assert_eq!(text("wiredrift"), one);
    for name in commands() {
        let page = text(&format!("wiredrift-{name}"));
        assert!(page.contains(&format!(".TH wiredrift-{name} 1")), "{page}");
        assert!(page.contains(".SH OPTIONS"), "{page}");
    }
    let check = text("wiredrift-check");
    for due in [
        "\n.SH EXAMPLES\n.nf\n",
        "\n.SH \"EXIT CODES\"\n.nf\n",
        "\\&  wiredrift check \\-\\-revision 2026\\-08 recordings/",
    ] {
        assert!(check.contains(due), "no {due:?} in:\n{check}");
    }
    assert!(pages.contains(&"wiredrift-schema-show.1".to_owned()));
    // Written anew, they are the same.
    folder.run(["man", "--out", "deep/man1"]).exits(0);
    assert_eq!(text("wiredrift-check"), check);

    folder.write("file", "");
    let ran = folder.run(["man", "--out", "file/below"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err
            .starts_with("error: the pages cannot be written to file/below"),
        "{}",
        ran.err
    );
}
