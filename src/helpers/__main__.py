"""A thin door for schedulers and tests: `python -m helpers build|score|report`."""

import argparse
import sys
import time
import warnings
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 something failed and was said, 2 wrong words,
    130 stopped by Ctrl-C."""
    asked = _words().parse_args(arguments)
    warnings.showwarning = lambda message, *_: print(message, file=sys.stderr)
    # Imported here, so that `--help` and a wrong word answer at once.
    from helpers.build import DataError
    from helpers.store import StoreError
    from helpers.workers import StartError

    try:
        return {"build": _build, "score": _score, "report": _report}[asked.command](asked)
    except (DataError, StoreError, StartError, FileNotFoundError, PermissionError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: the tables are as they were before.", file=sys.stderr)
        return 130


def _words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m helpers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="bring the tables of a data folder up to date")
    build.add_argument("data", type=Path)
    build.add_argument("--check", choices=("stat", "content"), default="stat")
    build.add_argument("--workers", type=_processes, help="processes that read documents (as many as pay)")
    build.add_argument("--again", action="store_true", help="work everything out anew")
    score = commands.add_parser("score", help="hold the tables against a gold annotation")
    score.add_argument("data", type=Path)
    score.add_argument("gold", type=Path)
    report = commands.add_parser("report", help="run every notebook; write every chart, the report and its summary")
    report.add_argument("data", type=Path)
    report.add_argument("--out", type=Path, default=Path("exports"))
    report.add_argument("--lang", default="en", choices=("en", "fa", "prs", "ar"))
    report.add_argument("--notebooks", type=Path, default=Path("notebooks"))
    return parser


def _processes(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one process has to read the documents")
    return number


def _build(asked: argparse.Namespace, progress: bool | str = True) -> int:
    from helpers.build import build
    from helpers.corpus import load_corpus

    began = time.monotonic()
    if asked.again:
        build(asked.data, check=asked.check, progress=progress, again=True, workers=asked.workers)
    corpus = load_corpus(asked.data, check=asked.check, progress=progress, workers=asked.workers)
    outcomes = corpus.intake["outcome"].value_counts()
    read = int((corpus.intake["outcome"] != "rejected").sum())
    named = int((corpus.actors["n_records"] > 0).sum())
    print(
        f"{len(corpus.documents)} records from {read} files ({outcomes.get('rejected', 0)} rejected), "
        f"{len(corpus.dates)} time expressions, {len(corpus.mentions)} mentions of {named} actors, "
        f"in {time.monotonic() - began:.1f} s: {corpus.tables}"
    )
    for row in corpus.intake[corpus.intake["outcome"] == "rejected"].itertuples():
        print(f"  rejected {row.file}: {row.reason}")
    return 0


def _score(asked: argparse.Namespace) -> int:
    from helpers import score_events, score_stories
    from helpers.corpus import load_corpus
    from helpers.score import score
    from helpers.score_identity import lines

    corpus = load_corpus(asked.data, progress=False)
    scores, happened = score(corpus, asked.gold), score_events.score(corpus, asked.gold)
    pairs = asked.gold.parent / "cases" / "story_pairs.csv"
    told = [score_stories.score(pairs)] if pairs.is_file() else []
    grouped = [figures.line() for figures in told]
    print("\n".join([*scores.lines(), *happened.lines(), *grouped, *lines(asked.data, asked.gold)]))
    for fault in [*scores.faults, *happened.faults, *(fault for figures in told for fault in figures.faults)]:
        print(f"  {fault}")
    return 0


def _report(asked: argparse.Namespace) -> int:
    from helpers.run import bind, run

    code = _build(argparse.Namespace(data=asked.data, check="stat", workers=None, again=False), progress="lines")
    failed = 0
    for each in (*run(asked.data, asked.out, asked.lang, asked.notebooks), bind(asked.data, asked.out, asked.lang)):
        print(f"{each.notebook}: {each.error or 'done'}")
        failed += bool(each.error)
    written = sorted(path for path in asked.out.rglob("*") if path.is_file())
    print(f"{len(written)} files in {asked.out.resolve()}")
    for path in written:
        print(f"  {path.relative_to(asked.out)}")
    return 1 if failed else code


if __name__ == "__main__":
    sys.exit(main())
