<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.8" to="5.9" on="vmdisk/@controller=scsi">
    <u:title>Virtual SCSI controllers have a make.</u:title>
    <u:change>`controller="scsi"` of `vmdisk` becomes `controller="lsilogic"`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.9</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/machine/vmdisk/@controller[. = 'scsi']">
    <xsl:attribute name="controller">lsilogic</xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
