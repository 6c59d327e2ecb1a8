import com.thaiopensource.validate.ValidationDriver;
import java.lang.management.ManagementFactory;
import org.xml.sax.InputSource;

/** Validates a document again and again in one process; prints the least CPU seconds that one pass took. */
public class WarmJing {
    public static void main(String[] arguments) throws Exception {
        ValidationDriver driver = new ValidationDriver();
        driver.loadSchema(ValidationDriver.fileInputSource(arguments[0]));
        int passes = Integer.parseInt(arguments[1]);
        var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double best = Double.MAX_VALUE;
        for (int pass = 0; pass < passes; pass++) {
            long before = bean.getProcessCpuTime();
            for (int at = 2; at < arguments.length; at++) {
                InputSource document = ValidationDriver.fileInputSource(arguments[at]);
                if (!driver.validate(document)) throw new IllegalStateException(arguments[at] + " is not valid");
            }
            best = Math.min(best, (bean.getProcessCpuTime() - before) / 1e9);
        }
        System.out.println(best);
    }
}
