"""How many wrong versions of the judge its tests notice: python tests/bench/mutants.py [MODULE ...] [--every N] [--start N]

Each mutant changes one thing in one module (a comparison, a constant, and/or, a sign, a return, a condition) and runs
the judge's tests until the first failure. A mutant that no test fails on is printed. Modules: see MODULES.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
MODULES = (
    "policy/statuses",
    "policy/words",
    "policy/weighing",
    "policy/cases",
    "policy/objections",
    "policy/company",
    "policy/together",
    "policy/lone",
    "policy/speakers",
    "policy/judging",
    "origins",
    "reading/company",
)
TESTS = (
    "test_policy_rules", "test_policy_words", "test_policy_judge", "test_policy_doubt", "test_attacks", "test_origins",
    "test_ledger", "test_company",
)  # fmt: skip
_SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


class Mutant(NamedTuple):
    """One changed module."""

    module: str
    line: int
    what: str
    source: str


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may be put in a node's place, each with a word for it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        new = copy.deepcopy(node)
        new.ops[0] = _SWAPS[type(node.ops[0])]()
        yield "comparison", new
    elif isinstance(node, ast.BoolOp):
        for index in range(len(node.values)):
            rest = [value for at, value in enumerate(node.values) if at != index]
            yield f"operand {index} dropped", ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield "sign", ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "number", ast.Constant(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield "branches swapped", ast.IfExp(node.test, node.orelse, node.body)
    elif (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max", "any", "all")
    ):
        other = {"min": "max", "max": "min", "any": "all", "all": "any"}[node.func.id]
        yield other, ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)


class _Put(ast.NodeTransformer):
    """Puts one node in another's place."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return super().generic_visit(node)


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines; docstrings, annotations and decorators are left alone."""
    text = (ROOT / "tracker" / f"{module}.py").read_text(encoding="utf-8")
    whole = ast.parse(text)
    frozen = {id(part) for node in ast.walk(whole) if isinstance(node, ast.ClassDef | ast.FunctionDef)
              for mark in node.decorator_list for part in ast.walk(mark)}  # fmt: skip
    spots = [
        (node.lineno, index)
        for index, node in enumerate(ast.walk(whole))
        if isinstance(node, ast.expr) and id(node) not in frozen and any(changes(node))
    ]
    for line, index in sorted(spots):
        count = len(list(changes(list(ast.walk(ast.parse(text)))[index])))
        for choice in range(count):
            tree = ast.parse(text)
            node = list(ast.walk(tree))[index]
            what, new = list(changes(node))[choice]
            changed = ast.fix_missing_locations(_Put(node, new).visit(tree))
            yield Mutant(module, line, what, ast.unparse(changed))


def survives(mutant: Mutant) -> bool:
    """Whether every test passes on the mutant, in a copy of the package of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "tracker", home / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "tests", home / "tests", ignore=shutil.ignore_patterns("__pycache__", "stories"))
        shutil.copy(ROOT / "pyproject.toml", home)
        (home / "tracker" / f"{mutant.module}.py").write_text(mutant.source, encoding="utf-8")
        tests = [str(home / "tests" / f"{name}.py") for name in TESTS]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "--timeout=60",
            *tests,
        ]
        env = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_PROFILE": "mutants"}
        done = subprocess.run(command, cwd=home, env=env, capture_output=True, check=False)
    return done.returncode == 0


def main() -> int:
    """Print survivors and the share killed; 1 where it is below nine in ten."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--every", type=int, default=1, help="take one mutant in N, spread over the module")
    parser.add_argument("--start", type=int, default=0, help="the first one to take")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    chosen = [mutant for module in asked.modules for mutant in list(mutants(module))[asked.start :: asked.every]]
    alive = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for mutant, lives in zip(chosen, pool.map(survives, chosen), strict=True):
            alive += lives
            if lives:
                print(f"survived: {mutant.module}.py:{mutant.line} {mutant.what}", flush=True)
    killed = len(chosen) - alive
    print(f"{killed} of {len(chosen)} mutants killed ({killed / len(chosen):.1%})")
    return int(killed / len(chosen) < 0.9)


if __name__ == "__main__":
    sys.exit(main())
