# 18 chains of 6 tasks, each touches a file: the peer of bench/orchestration.ts.
rule all:
    input: expand("out/c{c}_s5", c=range(18))
rule first:
    output: touch("out/c{c}_s0")
for s in range(1, 6):
    rule:
        name: f"step{s}"
        input: f"out/c{{c}}_s{s - 1}"
        output: touch(f"out/c{{c}}_s{s}")
