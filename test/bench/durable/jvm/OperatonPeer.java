import java.util.Map;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.ProcessEngineConfiguration;
import org.operaton.bpm.engine.delegate.DelegateExecution;
import org.operaton.bpm.engine.delegate.JavaDelegate;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.context.Context;

public class OperatonPeer {
  public static class Work implements JavaDelegate {
    public void execute(DelegateExecution execution) {
      var connection = Context.getCommandContext().getDbSqlSession().getSqlSession().getConnection();
      String element = execution.getCurrentActivityId();
      Measurement.doWork(connection, execution.getProcessInstanceId() + ":" + element);
      execution.setVariable(element + "Done", true);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Measurement.run(arguments, (source, process) -> {
      StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
      configuration.setDataSource(source);
      configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
      configuration.setHistory(ProcessEngineConfiguration.HISTORY_FULL);
      configuration.setJobExecutorActivate(true);
      configuration.setMetricsEnabled(false);
      configuration.setEnforceHistoryTimeToLive(false);
      ProcessEngine engine = configuration.buildProcessEngine();
      engine.getRepositoryService().createDeployment().addString("handling.bpmn", process).deploy();
      return new Measurement.Engine() {
        public String start(Map<String, Object> variables) {
          return engine.getRuntimeService().startProcessInstanceByKey("handling", variables).getId();
        }

        public String openTask(String instance) {
          return engine.getTaskService().createTaskQuery().processInstanceId(instance).singleResult().getId();
        }

        public void complete(String task, Map<String, Object> variables) {
          engine.getTaskService().complete(task, variables);
        }

        public boolean isOpen(String instance) {
          return engine.getRuntimeService().createProcessInstanceQuery().processInstanceId(instance).count() > 0;
        }
      };
    });
  }
}
