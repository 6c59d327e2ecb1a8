<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.2" to="6.3" on="type/@fsreadonly type/@fsreadwrite type/@zfsoptions split type/@flags=clic type/@flags=compressed type/@flags=unified">
    <u:title>Split images are gone, live images have one layout.</u:title>
    <u:change>`type` loses `fsreadonly`, `fsreadwrite`, `zfsoptions` and the element `split`.</u:change>
    <u:change>`flags` of a `type image="iso"` becomes `overlay` where it is `clic`, `compressed` or `unified`: a
      compressed root with a writable layer over it, which is what they stood for.</u:change>
    <u:differs>moves the children of `split` into `type`, where no schema has them, and leaves the values of
      `flags`.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.3</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@fsreadonly

      | /image/preferences/type/@fsreadwrite

      | /image/preferences/type/@zfsoptions">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">KIWI builds no split images and no ZFS any more; `overlayroot` of an `oem` image is the nearest.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/type/split">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">KIWI builds no split images any more; `overlayroot` of an `oem` image is the nearest.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>


  <xsl:template match="/image/preferences/type[@image = 'iso']/@flags[. = 'clic' or . = 'compressed' or . = 'unified']">
    <xsl:attribute name="flags">overlay</xsl:attribute>
    <xsl:call-template name="changed">
      <xsl:with-param name="attribute">flags</xsl:with-param>
      <xsl:with-param name="what">live image layout `<xsl:value-of select="."/>` becomes `overlay`</xsl:with-param>
      <xsl:with-param name="why">KIWI lays the writable part over the compressed one with overlayfs only.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
