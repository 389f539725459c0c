"""Runs the models of standard input with SpiffWorkflow, so many seconds each, and prints the tasks per second of each."""
import io
import json
import sys
import time

asked = json.load(sys.stdin)
sys.path.insert(0, asked["folder"])

from lxml import etree  # noqa: E402
from SpiffWorkflow import TaskState  # noqa: E402
from SpiffWorkflow.bpmn import BpmnWorkflow  # noqa: E402
from SpiffWorkflow.bpmn.parser import BpmnParser  # noqa: E402

rates = []
for model in asked["models"]:
    # reading is not what is compared
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(model["xml"].encode()))
    spec = parser.get_spec("process")
    instances, spent = 0, 0.0
    while spent < asked["seconds"]:
        workflow = BpmnWorkflow(spec)
        begin = time.perf_counter()
        while not workflow.completed:
            workflow.do_engine_steps()
            for task in workflow.get_tasks(state=TaskState.READY, manual=True):
                task.run()
        spent += time.perf_counter() - begin
        instances += 1
    rates.append(instances * model["tasks"] / spent)
print(json.dumps(rates))
