;;; rowi.el --- KIWI descriptions and RELAX NG schemas by rowi  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools

;;; Commentary:

;; Tells eglot of the server: (require 'rowi), then M-x eglot in a description or a schema, or
;; (add-hook 'nxml-mode-hook #'eglot-ensure).

;;; Code:

(require 'eglot)

(defgroup rowi nil
  "KIWI descriptions and RELAX NG schemas."
  :group 'languages)

(defcustom rowi-program "rowi"
  "The program rowi: a name to look for, or a path."
  :type 'string)

(define-derived-mode rowi-rnc-mode prog-mode "RNC"
  "RELAX NG schemas in compact syntax."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local font-lock-defaults
              '((("##.*$" . font-lock-doc-face)
                 ("#.*$" . font-lock-comment-face)
                 ("\\_<\\(element\\|attribute\\)\\_>[ \t]+\\([-[:alnum:]_.:]+\\)"
                  (1 font-lock-keyword-face) (2 font-lock-variable-name-face))
                 ("\\_<\\(element\\|attribute\\|list\\|mixed\\|grammar\\|include\\|external\\|parent\\|div\\|inherit\\|start\\|namespace\\|default\\|datatypes\\)\\_>"
                  . font-lock-keyword-face)
                 ("\\_<\\(empty\\|text\\|notAllowed\\|string\\|token\\)\\_>" . font-lock-builtin-face)
                 ("^[ \t]*\\([-[:alnum:]_.]+\\)[ \t]*[|&]?=" 1 font-lock-function-name-face)))))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.rnc\\'" . rowi-rnc-mode))
;;;###autoload
(add-to-list 'auto-mode-alist '("\\.kiwi\\'" . nxml-mode))
;;;###autoload
(add-to-list 'auto-mode-alist '("\\.rng\\'" . nxml-mode))

(defun rowi--contact (&rest _)
  "How eglot reaches the server."
  (list rowi-program "lsp"))

(add-to-list 'eglot-server-programs '((nxml-mode rowi-rnc-mode) . rowi--contact))

(provide 'rowi)
;;; rowi.el ends here
