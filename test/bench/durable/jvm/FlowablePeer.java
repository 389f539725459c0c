import java.util.Map;
import org.flowable.common.engine.impl.history.HistoryLevel;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.ProcessEngineConfiguration;
import org.flowable.engine.delegate.DelegateExecution;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.flowable.engine.impl.util.CommandContextUtil;

public class FlowablePeer {
  public static class Work implements JavaDelegate {
    public void execute(DelegateExecution execution) {
      var connection = CommandContextUtil.getDbSqlSession().getSqlSession().getConnection();
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
      configuration.setHistoryLevel(HistoryLevel.FULL);
      configuration.setAsyncExecutorActivate(true);
      configuration.setDisableIdmEngine(true);
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
