import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import com.thaiopensource.validate.rng.CompactSchemaReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;

/**
 * jing's verdicts on many schemas in one process: lines "S schema" in compact syntax, "F file" with a schema in XML
 * syntax, and "D document" in, one letter for each out.
 */
class Judge {
    public static void main(String[] arguments) throws Exception {
        ErrorHandler silent = new ErrorHandler() {
            public void warning(SAXParseException e) {}
            public void error(SAXParseException e) {}
            public void fatalError(SAXParseException e) throws SAXParseException { throw e; }
        };
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, silent);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        ValidationDriver driver = null;
        StringBuilder verdicts = new StringBuilder();
        for (String line; (line = lines.readLine()) != null; ) {
            InputSource text = new InputSource(new StringReader(line.substring(2)));
            if (line.charAt(0) == 'S') {
                driver = new ValidationDriver(properties.toPropertyMap(), CompactSchemaReader.getInstance());
                if (!driver.loadSchema(text)) driver = null;
                verdicts.append(driver == null ? '-' : '+');
            } else if (line.charAt(0) == 'F') {
                driver = new ValidationDriver(properties.toPropertyMap());
                if (!driver.loadSchema(ValidationDriver.fileInputSource(line.substring(2)))) driver = null;
                verdicts.append(driver == null ? '-' : '+');
            } else {
                verdicts.append(driver != null && driver.validate(text) ? '+' : '-');
            }
        }
        System.out.print(verdicts);
    }
}
