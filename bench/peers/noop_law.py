"""18 chains of 6 tasks, each touches a file: the law peer of bench/orchestration.ts."""
import os
import law
import luigi


class Step(law.Task):
    cat = luigi.IntParameter()
    step = luigi.IntParameter()

    def requires(self):
        return Step(cat=self.cat, step=self.step - 1) if self.step else []

    def output(self):
        return law.LocalFileTarget(os.path.abspath(os.path.join(os.environ.get("OUT", "out"), f"c{self.cat}_s{self.step}")))

    def run(self):
        self.output().touch()


class Campaign(law.Task):
    def requires(self):
        return [Step(cat=c, step=5) for c in range(18)]

    def output(self):
        return law.LocalFileTarget(os.path.abspath(os.path.join(os.environ.get("OUT", "out"), "done")))

    def run(self):
        self.output().touch()
